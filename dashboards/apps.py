from django.apps import AppConfig


class DashboardsConfig(AppConfig):
    name = "dashboards"

    def ready(self) -> None:
        """Hand the judge down to the room that shows figures while they are entered."""
        from dashboards.notices import amendments_due
        from dashboards.opinions import opinions_of
        from dashboards.previews import preview_of
        from dashboards.summaries import stated_summaries
        from targets.opinions import judged_by, noticed_by, summarised_by
        from targets.previews import previewed_by

        judged_by(opinions_of)
        summarised_by(stated_summaries)
        noticed_by(amendments_due)
        previewed_by(preview_of)

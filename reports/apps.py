from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "reports"

    def ready(self) -> None:
        """Hand the finder of papers down to the board's pages."""
        from dashboards.board_papers import found_by
        from reports.board import papers_about

        found_by(papers_about)

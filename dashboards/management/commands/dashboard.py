"""``manage.py dashboard <partnership> <quarter>``: a quarter's dashboard for scripts."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.quarters import Quarter
from dashboards import files
from dashboards.selectors import dashboard, editions
from partnerships.models import Partnership

FORMATS = {"csv": files.as_csv, "json": files.as_json}


class Command(BaseCommand):
    help = "Print a quarter's dashboard, a row an indicator, as CSV or JSON."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("partnership", help="its short name, such as leicestershire")
        parser.add_argument(
            "quarter", nargs="+", help="such as 'Q4 2014/15', 2014-15-q4 or 'Jan-Mar 2015'"
        )
        parser.add_argument("--format", choices=sorted(FORMATS), default="csv")
        parser.add_argument(
            "--working", action="store_true", help="the figures as they are now, published or not"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        partnership = Partnership.objects.filter(slug=options["partnership"]).first()
        if partnership is None:
            raise CommandError(f"There is no partnership “{options['partnership']}”. {_known()}")
        try:
            quarter = Quarter.parse(" ".join(options["quarter"]))
        except ValueError as error:
            raise CommandError(str(error)) from error
        found = dashboard(partnership, quarter, working=options["working"])
        if found is None:
            raise CommandError(
                f"{quarter.label} is not published for {partnership.name}. "
                f"{_published(partnership)} --working prints the figures as they are now."
            )
        self.stdout.write(FORMATS[options["format"]](found), ending="")


def _known() -> str:
    slugs = list(Partnership.objects.order_by("slug").values_list("slug", flat=True))
    return f"Known: {', '.join(slugs)}." if slugs else "None is loaded."


def _published(partnership: Partnership) -> str:
    quarters = dict.fromkeys(edition.quarter.label for edition in editions(partnership))
    return f"Published: {', '.join(quarters)}." if quarters else "No quarter is published yet."

"""A demonstration in which every kind of page has something to show."""

from tests.support.person import HttpPerson
from tests.support.walk import Limit, route_of

PAPERS = "/p/leicestershire/papers/"
TEXTS = {
    "committee": "Scrutiny Commission",
    "meeting_date_day": "10",
    "meeting_date_month": "6",
    "meeting_date_year": "2015",
    "report_of": "Community Safety Manager",
    "purpose": "To report the year’s performance.",
    "recommendations": "Note the performance.",
    "background_papers": "None",
    "contact": "Community Safety Manager",
}

# Where each account's walk begins; the manager's at a published and at an open quarter.
STARTS = {
    "administrator": ["/", "/p/leicestershire/"],
    "manager": ["/p/leicestershire/", "/p/rutland/returns/"],
    "officer": ["/", "/p/rutland/returns/"],
    "camden.officer": ["/p/camden/returns/"],
    "board": ["/p/leicestershire/", "/p/hackney/", "/p/rutland/strategy/"],
    "scrutiny": [PAPERS],
}
# Of these the pages differ from one another.
SEVERAL = {
    "p/<slug:partnership>/targets/new/<slug:kind>/": 20,
    "p/<slug:partnership>/papers/<int:paper>/": 3,
    "p/<slug:partnership>/returns/<quarter:quarter>/<slug:section>/": 2,
}


def prepare(base: str) -> None:
    """A draft, a published and a withdrawn paper."""
    manager = HttpPerson(base)
    manager.sign_in_as("manager@example.org")
    for number, title in enumerate(("Withdrawn", "Published", "Draft"), start=1):
        manager.open(PAPERS)
        manager.click("Write a paper")
        words = {"report_number": f"{number}/2015", "title": f"{title} paper"}
        paper = manager.press("Save the draft", {**TEXTS, **words}).address
        if title != "Draft":
            manager.click("Check and publish")
            assert manager.press("Publish the paper").status == 200
        if title == "Withdrawn":
            manager.open(f"{paper}withdraw/")
            manager.press("Withdraw the paper", {"withdrawn_reason": "Figures were corrected."})


def limit_from(start: str) -> Limit:
    """How much a walk from ``start`` visits: each route once, in the same partnership."""
    slug = start.split("/")[2] if start.startswith("/p/") else ""

    def limit(route: str, path: str) -> int:
        elsewhere = path.startswith("/p/") and not path.startswith(f"/p/{slug}/")
        return 0 if elsewhere else SEVERAL.get(route, 1)

    return limit


__all__ = ["STARTS", "limit_from", "prepare", "route_of"]

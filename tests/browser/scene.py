"""A demonstration in which every kind of page has something to show, and who walks through it."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property, partial

from tests.support.person import HttpPerson
from tests.support.walk import Found, walk

PAPERS = "/p/leicestershire/papers/"
LEICESTERSHIRE, RUTLAND = "/p/leicestershire/", "/p/rutland/returns/"
CAMDEN = "/p/camden/comparators/"
COSTS = "/p/rugby/cost/"
# The page of the target whose text begins so: only a target of conditions has a page for them.
ALL_OF = "/p/rutland/targets/#50% of families"
PASSWORD = "demonstration-2015"
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

# Where each account's walk begins. Nobody signs in for "": the pages for everybody.
STARTS = {
    "": ["/accounts/login/", "/accounts/password/reset/", "/components/", "/nothing-here/"],
    "administrator": [LEICESTERSHIRE, "/"],
    "manager": [LEICESTERSHIRE, RUTLAND, CAMDEN, ALL_OF, COSTS],
    "officer": [RUTLAND, LEICESTERSHIRE, "/accounts/2fa/totp/activate/"],
    "camden.officer": ["/p/camden/returns/"],
    "board": [LEICESTERSHIRE, "/p/hackney/", "/p/london-boroughs/", "/p/rutland/strategy/", COSTS],
    "scrutiny": [PAPERS, LEICESTERSHIRE],
}

QUARTER = "p/<slug:partnership>/<quarter:quarter>/"
RETURN = "p/<slug:partnership>/returns/<quarter:quarter>/"
# Routes whose pages differ with the partnership: once for each place a walk begins at.
DIFFERENT = {
    "p/<slug:partnership>/",
    QUARTER,
    f"{QUARTER}indicators/",
    f"{QUARTER}indicators/<int:measure_id>/",
    f"{QUARTER}priorities/<slug:group>/",
    f"{QUARTER}appendix/",
    "p/<slug:partnership>/coverage/",
    "p/<slug:partnership>/cost/",
    f"{QUARTER}stated/",
    RETURN,
    f"{RETURN}<slug:section>/",
    f"{RETURN}submit/<int:organisation>/",
    f"{RETURN}judgements/",
    "p/<slug:partnership>/rating/",
    "p/<slug:partnership>/strategy/",
    "p/<slug:partnership>/strategy/<slug:strategy>/edit/",
    "p/<slug:partnership>/returns/",
}
# Routes with several kinds of page.
SEVERAL = {
    "p/<slug:partnership>/targets/new/<slug:kind>/": 13,
    "p/<slug:partnership>/papers/<int:paper>/": 3,
}


def prepare(base: str) -> None:
    """A draft and a withdrawn paper, beside the published one that the demonstration has."""
    manager = HttpPerson(base)
    manager.sign_in_as("manager@example.org")
    for number, title in enumerate(("Withdrawn", "Draft"), start=1):
        manager.open(PAPERS)
        manager.click("Write a paper")
        words = {"report_number": f"{number}/2015", "title": f"{title} paper"}
        paper = manager.press("Save the draft", {**TEXTS, **words}).address
        if title == "Withdrawn":
            manager.click("Check and publish")
            assert manager.press("Publish the paper").status == 200
            manager.open(f"{paper}withdraw/")
            manager.press("Withdraw the paper", {"withdrawn_reason": "Figures were corrected."})


@dataclass
class Walker:
    """One account's walk. ``person`` is signed in."""

    name: str
    person: HttpPerson
    counts: Counter[str] = field(default_factory=Counter)

    @cached_property
    def found(self) -> list[Found]:
        """Every page and file it is to see, each once."""
        return list(self.walk())

    @classmethod
    def of(cls, name: str, base: str) -> "Walker":
        person = HttpPerson(base)
        if name:
            person.sign_in_as(f"{name}@example.org")
        return cls(name, person)

    def walk(self) -> Iterator[Found]:
        seen: set[str] = set()
        for start in map(self._beginning, STARTS[self.name]):
            here: Counter[str] = Counter()
            for found in walk(self.person, start, partial(self._limit, start, here)):
                here[found.route] += 1
                self.counts[found.route] += 1
                if found.path not in seen:
                    seen.add(found.path)
                    yield found

    def _limit(self, start: str, here: Counter[str], route: str, path: str) -> int:
        """How many places of a route are visited on the walk from ``start``."""
        slug = start.split("/")[2] if start.startswith("/p/") else ""
        if path.startswith("/p/") and slug and not path.startswith(f"/p/{slug}/"):
            return 0
        most = SEVERAL.get(route, 1)
        elsewhere = 0 if route in DIFFERENT else self.counts[route] - here[route]
        return max(0, most - elsewhere)

    def _beginning(self, start: str) -> str:
        """A row's own page for a list with words behind "#"; confirms the password if asked."""
        path, _, text = start.partition("#")
        page = self.person.open(path)
        if page.find("//form//button[.='Continue']") and page.find("//input[@type='password']"):
            self.person.press("Continue", {"password": PASSWORD})
        return page.row(text).xpath(".//a/@href")[0] if text else path

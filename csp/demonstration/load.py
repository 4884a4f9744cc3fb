"""Loads the whole demonstration, once."""

from audit.context import context
from csp.demonstration import leicestershire, london, papers, people, rugby, rutland
from csp.demonstration.steps import make_schemes
from partnerships import holidays
from partnerships.models import Partnership

BY = "system: demonstration"
ACTION = "demonstration.load"
WHY = "Real papers and figures for people to try the application on."
# Two different people, because nobody signs off what they submitted.
MANAGER, OFFICER = "manager@example.org", "officer@example.org"
LONDON_OFFICER = "camden.officer@example.org"


def is_loaded() -> bool:
    """Whether any partnership is there already: the demonstration is never mixed with others."""
    return Partnership.objects.exists()


def load() -> None:
    """Load everything in one transaction, then the paper. Does nothing when partnerships exist."""
    if is_loaded():
        return
    with context(by=BY, action=ACTION, why=WHY):
        holidays.load(by=BY, holidays=holidays.read_file(holidays.OURS.read_bytes()))
        county = leicestershire.load()
        rural = rutland.load()
        rugby.load()
        boroughs = london.load()
        make_schemes({county.slug: leicestershire.roll_up()})
        people.load()
        county_manager = people.as_manager(MANAGER, county)
        leicestershire.publish_the_quarter(
            officer=people.as_manager(OFFICER, county), manager=county_manager
        )
        rutland.open_the_quarter(people.as_manager(MANAGER, rural))
        for borough in boroughs:
            manager = people.as_manager(MANAGER, borough.partnership)
            london.compare(borough, boroughs, manager=manager)
            london.finish(
                borough,
                officer=people.as_manager(LONDON_OFFICER, borough.partnership),
                manager=manager,
            )
    papers.load(county_manager)

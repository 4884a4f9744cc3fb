"""Leicestershire's Appendix 1, cell for cell as the council printed it (LEI-14)."""
# ruff: noqa: E501 - a table is easier to compare with the paper when its rows are lines

from dataclasses import dataclass, field

from targets.terms import Polarity, Unit

COLUMNS = (
    "Outcomes", "Overall Progress RAG", "Overall Comment", "Supporting Indicators",
    "Previous Year (2013-14)", "Latest Data (12 months to Mar 2015 unless stated)",
    "Current Direction of Travel", "Progress", "County Comparison", "District Comparison",
)  # fmt: skip

OUTCOMES = (
    ("Ongoing reductions in crime", "G",
     "Overall crime is lower than last year, but around the same level as the last couple of years. "
     "Most key crime types are also slightly lower than last year, though vehicle crime has seen "
     "significant increases in many areas of the County in the last few months of the year. Sexual "
     "offences have also continued to increase. CSPs are monitoring and responding to trends."),
    ("Reduce offending and re-offending, with a particular focus on earlier intervention with "
     "families that need the most support: This will mean fewer people start offending and fewer "
     "people re-offend.", "A",
     "The live tracking element of the reducing re-offending toolkit continues to support a "
     "reduction in re-offending by young people on community penalties, however overall re-offending "
     "by young people remains higher than last year following the third quarter of 2014-15 due to "
     "increases in re-offending by young people on pre-court and first-tier penalties. The number of "
     "First Time Entrants have further reduced by 12.7%."),
    ("Protect and support the most vulnerable in communities, particularly previous and repeat "
     "victims of crime and those affected by domestic abuse: This will mean the impact of crime and "
     "disorder on these people's lives is reduced.", "G",
     "Referrals to domestic abuse support services have increased slightly. The increase in the "
     "proportion of repeat incidents at MARAC is due to more consistent referral processes. "
     "Following reductions reported hate incidents have increased again. Findings from the Leicester "
     "University study into hate crime will be incorporated into forward plans to address hate."),
    ("Continue to reduce anti-social behaviour, particularly in those areas with the highest levels "
     "of incidents with a particular emphasis on information sharing and volunteering opportunities: "
     "This will mean fewer people are affected by anti-social behaviour.", "G",
     "Survey measures regarding ASB and local community safety response have improved. The Community "
     "Trigger and revised approach in line with the ASB, Crime & Policing Act are now in place, "
     "although elements of the Act are delayed."),
)  # fmt: skip


@dataclass(frozen=True)
class Printed:
    """One indicator as printed, and what it takes to hold it."""

    outcome: int
    name: str
    previous: str
    latest: str
    direction: str
    rag: str
    county: str
    unit: Unit
    polarity: Polarity
    decimals: int = 0
    period: str = ""
    reason: str = ""  # why what is printed is not what the rules compute
    states: tuple[str, ...] = field(default=())


RATE, PERCENT, COUNT, RATIO = Unit.RATE, Unit.PERCENTAGE, Unit.COUNT, Unit.RATIO
LOW, HIGH, CONTEXT = Polarity.LOWER, Polarity.HIGHER, Polarity.CONTEXT
BOTH = ("rag", "direction")
PRINTED = (
    Printed(0, "Total Crime rate (per 1,000 population)", "47.18", "45.79", "→", "G", "Top", RATE, LOW, 2),
    Printed(0, "Domestic Burglary rate (per 1,000 population)", "3.44", "3.10", "→", "G", "Bottom", RATE, LOW, 2),
    Printed(0, "Vehicle Crime rate (per 1,000 population)", "5.71", "6.35", "↓", "R", "Bottom", RATE, LOW, 2),
    Printed(0, "Violence with Injury rate (per 1,000 population)", "3.58", "3.39", "→", "G", "Top", RATE, LOW, 2),
    Printed(1, "% Reduction in offending by IOM & PPO Offenders", "38.9%", "55.4% (Q3 2014-15)", "→", "G", "-",
            PERCENT, HIGH, 1, "Q3 2014-15", "The latest figure is for one quarter and in line with the year before.", BOTH),
    Printed(1, "Rate of re-offending by young offenders (local data)", "1.04", "1.00 (Apr-Dec 2014)", "→", "A", "-",
            RATIO, LOW, 2, "Apr-Dec 2014", "Nine months only; re-offending is expected to end above last year.", BOTH),
    Printed(1, "Number of first time entrants to the criminal justice system aged 10 - 17", "212", "185", "↑", "G", "-",
            COUNT, LOW),
    Printed(2, "% of domestic violence cases reviewed at MARAC that are repeat incidents", "21%", "27%", "→", "G", "Average",
            PERCENT, CONTEXT, 0, "", "The increase is due to more consistent referral processes.", BOTH),
    Printed(2, "Number of referrals to domestic abuse support services (adults)", "1,259*", "1,264", "→", "G", "-",
            COUNT, CONTEXT, 0, "", "More referrals are welcome.", ("rag",)),
    Printed(2, "Reported hate incidents (per 1,000 population)", "0.64", "0.68", "↓", "G", "-",
            RATE, CONTEXT, 2, "", "Reporting is encouraged, and a rise after reductions is watched.", BOTH),
    Printed(3, "% of people stating that they have been a victim of anti-social behaviour in the past year", "7.7%", "5.3%",
            "↑", "G", "-", PERCENT, LOW, 1),
    Printed(3, "% of people stating that they feel that the police and other local public services are successfully "
               "dealing with ASB and crime in their local area", "79.0%", "86.1%", "↑", "G", "-", PERCENT, HIGH, 1),
)  # fmt: skip

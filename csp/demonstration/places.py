"""Partnerships, their partners, groups and populations."""

import datetime
from typing import Any

from django.utils.text import slugify

from csp.demonstration import source
from partnerships.models import Group, Organisation, Partner, Partnership, Population

POPULATION_SOURCE = "ONS mid-year population estimates, 2019 series"
# The Act's partnerships began in 1998; an organisation without its own dates joined then.
ACT = datetime.date(1998, 9, 30)


def make_partnership(given: dict[str, Any]) -> Partnership:
    """The partnership of a fixture file, with its partners and groups."""
    about = given["partnership"]
    partnership = Partnership.objects.create(
        slug=about["slug"],
        name=about["name"],
        place=about["place"],
        kind=about["kind"],
        ons_code=about["ons_code"],
        police_force_area=about["police_force_area"],
        source_statement=about["source_statement"],
    )
    for entry in given["organisation"]:
        make_partner(partnership, entry)
    groups: dict[str, Group] = {}
    for entry in given["group"]:
        groups[entry["name"]] = Group.objects.create(
            partnership=partnership,
            parent=groups.get(entry.get("parent", "")),
            name=entry["name"],
            kind=entry["kind"],
        )
    return partnership


def make_partner(partnership: Partnership, entry: dict[str, Any]) -> Organisation:
    """An organisation, made once for all partnerships, as a partner of this one."""
    valid_from, valid_to = entry.get("valid_from"), entry.get("valid_to")
    organisation, _ = Organisation.objects.get_or_create(
        name=entry["name"],
        defaults={
            "kind": entry["kind"],
            "valid_from": valid_from,
            "valid_to": valid_to,
            "predecessor": Organisation.objects.filter(name=entry.get("predecessor", "")).first(),
        },
    )
    Partner.objects.create(
        partnership=partnership,
        organisation=organisation,
        role=entry["role"],
        valid_from=valid_from or ACT,
        valid_to=valid_to,
    )
    return organisation


def make_districts(county: Partnership, names: list[str]) -> None:
    """The district partnerships below a county board, with their codes from the ONS look-up."""
    codes = {row["lad_name"]: row for row in source.rows("csp_lookup_2024")}
    for name in names:
        row = codes[name]
        district = Partnership.objects.create(
            slug=slugify(name),
            name=f"{name} Community Safety Partnership",
            place=name,
            parent=county,
            ons_code=row["csp_code"],
            police_force_area=row["pfa_name"],
        )
        add_populations(district, [row["lad_code"]])
    add_populations(county, [codes[name]["lad_code"] for name in names])


_populations: dict[str, dict[int, int]] = {}


def populations() -> dict[str, dict[int, int]]:
    """People by authority code and mid-year, read once."""
    if not _populations:
        for row in source.rows("population_mid_year_2008_2019"):
            years = _populations.setdefault(row["lad_code"], {})
            years[int(row["mid_year"])] = int(row["population"])
    return _populations


def add_populations(partnership: Partnership, authorities: list[str]) -> None:
    """The populations of a partnership: the sum over its authorities, year by year."""
    known = [populations()[code] for code in authorities]
    Population.objects.bulk_create(
        Population(
            partnership=partnership,
            mid_year=year,
            value=sum(years[year] for years in known),
            source=POPULATION_SOURCE,
        )
        for year in sorted(known[0])
    )

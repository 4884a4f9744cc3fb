"""No text, number or name that anybody can send breaks a page (trust E8), on either database."""

import re
from unittest import mock

import pytest
from django.db import transaction

from tests.access.forms import Form, Pair
from tests.access.visitor import Answer, Visitor
from tests.access.walker import PARTS, Walker
from tests.access.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

STRINGS = {
    "a NUL": "a\x00b",
    "30 digits": "9" * 30,
    "below nothing": "-9223372036854775809",
    "100 kB": "x" * 100_000,
    "right to left": "\u202egnirts\u2066\u05d0\u05d1",
    "half a surrogate": "\udced\udca0\udc80",  # sent as the bytes ED A0 80
    "not UTF-8": "\udcff\udcfe",
    "an exponent": "1e999999",
    "not a number": "NaN",
    "other digits and lines": "\u0661\u0662\uff11\r\n\u2028\x0b\x1f",
    "markup": "<script>alert(1)</script>' OR 1=1 --",
    "a date too far": "9999-99-99",
}
IN_PATHS = {"2147483648", "9" * 30, "0", "%00", "%ED%A0%80", "..%2f..%2fetc", "x" * 2000}
OTHERS = [part for part in PARTS if part != "admin"]


def _ask(visitor: Visitor, method: str, path: str, fields: list[Pair] | None = None) -> Answer:
    """The answer to a request that is undone."""
    with transaction.atomic():
        answer = visitor.ask(method, path, fields)
        transaction.set_rollback(True)
    return answer


def _walker(world: World, part: str, only: str = "") -> tuple[Walker, Visitor]:
    walker = Walker(world, part, only)
    walker.gather()
    return walker, walker.visitor("own manager")


@pytest.mark.parametrize("part", OTHERS)
def test_in_addresses_and_queries(world: World, part: str) -> None:
    """Every segment that varies, and what pages read from the query string."""
    walker, visitor = _walker(world, part)
    faults = []
    names = ("rating", "movement", "group", "figures", "next", "layout", "page", "kind", "quarter")
    for address in walker.addresses:
        visit = address.visits[0].path
        fixed = set(address.route.split("/"))
        segments = visit.split("/")
        paths = [
            "/".join([*segments[:n], odd, *segments[n + 1 :]])
            for n, one in enumerate(segments)
            if one and one not in fixed
            for odd in IN_PATHS
        ]
        paths += [
            f"{visit}?" + "&".join(f"{name}={odd}" for name in names)
            for odd in ("%00", "%ED%A0%80", "9" * 30, "%FF", "'--", "x" * 5000)
        ]
        for path in paths:
            answer = _ask(visitor, "GET", path)
            if answer.status >= 500:
                faults.append(f"GET {path[:120]}: {answer.fault}")
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("part", OTHERS)
def test_in_every_field_of_every_form(world: World, part: str) -> None:
    """All fields at once with each string; and each field alone with the worst of them."""
    faults = _faults_in_forms(world, part)
    assert not faults, "\n".join(faults)


def test_a_number_that_is_read_carelessly_is_found(world: World) -> None:
    """The proof that the test above would see it."""
    careless = mock.patch(
        "dashboards.views.publish._version", lambda request: int(request.POST["expected_version"])
    )
    with careless:
        assert any(
            "ValueError" in fault for fault in _faults_in_forms(world, "returns", "/publish/")
        )


def _faults_in_forms(world: World, part: str, only: str = "") -> list[str]:
    walker, visitor = _walker(world, part, only)
    faults = []
    for address in walker.addresses:
        for visit, form in walker.forms_for(address)[:1]:
            for body in _odd_bodies(form):
                answer = _ask(visitor, "POST", visit.path, body)
                if answer.status >= 500:
                    odd = [name for name, value in body if value in STRINGS.values()]
                    faults.append(f"POST {visit.path} {odd}: {answer.fault}")
    return faults


def _odd_bodies(form: Form) -> list[list[Pair]]:
    usual = form.bodies()[0]
    found = [
        [(name, value if name == "csrfmiddlewaretoken" else odd) for name, value in usual]
        for odd in STRINGS.values()
    ]
    seen = set()
    for n, (name, _) in enumerate(usual):
        if (kind := re.sub(r"\d+", "", name)) in seen:  # one row of many is enough
            continue
        seen.add(kind)
        for odd in ("a NUL", "30 digits"):
            found.append([*usual[:n], (name, STRINGS[odd]), *usual[n + 1 :]])
    return found

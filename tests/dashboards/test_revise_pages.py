"""Revising a settled figure through the pages: what it changes is shown first, and then is so."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from core import clock
from core.quarters import Quarter
from dashboards.models import Snapshot
from dashboards.selectors import working_dashboard
from dashboards.selectors.effect import effects_of
from dashboards.types import Row
from targets.actions.returns import open_return
from targets.actions.revise import revised
from targets.models import Figure, Revision
from tests.dashboards.revising import change, columns, figure_of, make_published, measure_id
from tests.targets.scene import Q4, TODAY, Scene, filled_in, given, ids_in, summary_links

pytestmark = pytest.mark.django_db
LAST_YEAR, BEFORE = Quarter(2013, 4), Quarter(2014, 3)


@pytest.fixture
def published() -> Iterator[Scene]:
    with clock.fixed(TODAY):
        yield make_published()


def url(scene: Scene, code: str = "entrants", quarter: Quarter = Q4) -> str:
    args = [scene.partnership.slug, quarter, measure_id(scene, code)]
    return reverse("dashboards:revise", args=args)


def typed(scene: Scene, value: str, code: str = "entrants", **fields: str) -> dict[str, str]:
    """The form with another value, a kind and a reason."""
    own = {"v": value, "kind": "late", "why": "Late records", **fields}
    return {f"m{measure_id(scene, code)}-{name}": text for name, text in own.items()}


def shown(scene: Scene, code: str, quarter: Quarter, *, settled: bool) -> Row:
    row = working_dashboard(scene.partnership, quarter, settled=settled).row(
        measure_id(scene, code)
    )
    assert row is not None
    return row


def compared(row: Row) -> tuple[Any, ...]:
    """What the effect tells of a row, however its columns print periods."""
    return (
        row.latest.value, row.previous.value, row.rating.value, row.direction.shown,
        row.direction.words, row.expected_text, row.rating.explanation,
    )  # fmt: skip


@pytest.mark.both_databases
def test_from_the_form_to_the_revision(published: Scene) -> None:
    client, page = published.client("officer"), url(published)
    form = {**filled_in(client.get(page)), **typed(published, "101")}
    looked = client.post(page, form)
    text = looked.content.decode()
    assert looked.status_code == 200
    assert not Revision.objects.exists()
    assert "Revise the figure" in text
    assert "Amber" in text
    confirm = filled_in_first(looked)
    assert confirm["step"] == "confirm"
    done = client.post(page, confirm, follow=True)
    assert "Revised: Entrants, Q4 2014/15, is 101." in done.content.decode()
    assert figure_of(published, "entrants").value == 101
    assert "Late records" in done.content.decode()


def filled_in_first(response: Any) -> dict[str, str]:
    """The fields of the page's first form in its content."""
    text = response.content.decode()
    main = text[text.index("<main") :]
    form = main[main.index("<form") : main.index("</form>")]
    fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)
    return {name: value for name, value in fields if name != "csrfmiddlewaretoken"}


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("code", "quarter", "value"),
    [
        ("entrants", Q4, "101"),  # its own rating, and a target that follows it
        ("entrants", LAST_YEAR, "80"),  # what this year is compared with
        ("entrants", BEFORE, "1"),
        ("burglary", BEFORE, "90"),  # a rolling year, and its rating
        ("burglary", LAST_YEAR, "3"),
    ],
)
def test_the_effect_is_what_the_dashboard_then_shows(
    published: Scene, code: str, quarter: Quarter, value: str
) -> None:
    figure = figure_of(published, code, quarter)
    effects = effects_of(published.partnership, revised(figure, columns(figure, value=value)))
    told = {(one.before.measure_id, one.quarter): one for one in (effects.own, *effects.others)}
    quarters = sorted({quarter, Q4})
    before = {one: working_dashboard(published.partnership, one, settled=True) for one in quarters}
    change(published, code, value, quarter, who="manager")
    after = {one: working_dashboard(published.partnership, one, settled=True) for one in quarters}
    for one in quarters:
        for old in before[one].rows:
            new = after[one].row(old.measure_id)
            assert new is not None
            effect = told.pop((old.measure_id, one), None)
            if effect is None:
                assert compared(old) == compared(new)
            else:
                assert compared(effect.before) == compared(old)
                assert compared(effect.after) == compared(new)
    assert not told


def test_everything_that_rests_on_the_figure_is_listed(published: Scene) -> None:
    figure = figure_of(published, "entrants")
    effects = effects_of(published.partnership, revised(figure, columns(figure, value="101")))
    assert effects.own.rating_changes
    assert [(one.name, one.rating_changes) for one in effects.others] == [("Family", True)]
    year = figure_of(published, "burglary", BEFORE)
    effects = effects_of(published.partnership, revised(year, columns(year, value="90")))
    (later,) = effects.others
    assert (later.quarter, later.name) == (Q4, "Burglary")
    assert (later.before.latest.text, later.after.latest.text) == ("120", "180")
    assert (later.before.rating.value, later.after.rating.value) == ("green", "red")


def test_nothing_changes_is_said_plainly(published: Scene) -> None:
    post = published.client("officer").post
    for value, said in (("95", "No rating and no arrow changes"), ("5", "No rating and no arrow")):
        form = typed(published, value, expected_version="1")
        assert said in post(url(published), form).content.decode()
    nothing = typed(published, "51", "satisfied", expected_version="1")
    said = post(url(published, "satisfied"), nothing).content.decode()
    assert "No rating and no arrow changes" in said
    assert "Nothing else changes" in said


def test_a_return_that_is_open_later_is_looked_at_too(published: Scene) -> None:
    with clock.fixed(TODAY.replace(month=7)):
        ret = open_return(
            by=published.member("manager"), quarter=Q4 + 1, due=TODAY.replace(month=8)
        )
        with given():
            measure = published.measures["burglary"]
            Figure.objects.create(
                partnership=published.partnership, belongs_to=ret, measure=measure,
                part=ret.parts.get(organisation=published.police), quarter=ret.quarter,
                period_start=ret.quarter.start, period_end=ret.quarter.end, state="entered",
                value=30,
            )  # fmt: skip
        figure = figure_of(published, "burglary")
        effects = effects_of(published.partnership, revised(figure, columns(figure, value="90")))
        assert [(one.quarter, one.published) for one in effects.others] == [(Q4 + 1, False)]
        change(published, "burglary", "90")
        now = shown(published, "burglary", Q4 + 1, settled=False)
        assert compared(effects.others[0].after) == compared(now)


def test_what_is_wrong_stands_at_its_field_and_nothing_is_lost(published: Scene) -> None:
    client, page = published.client("officer"), url(published)
    refused = client.post(page, typed(published, "1.234,5", why="", c="New words"))
    assert refused.status_code == 422
    assert set(summary_links(refused)) <= ids_in(refused)
    text = refused.content.decode()
    assert "Say why the figure is revised." in text
    assert "1.234,5" in text
    assert "New words" in text
    same = client.post(page, typed(published, "96"))
    assert same.status_code == 422
    assert "nothing to revise" in same.content.decode()
    empty = client.post(page, typed(published, ""))
    assert "choose in the data status why there is none" in empty.content.decode()
    none = client.post(page, {})
    assert "Choose what kind of revision it is." in none.content.decode()


def test_back_to_the_form_with_what_was_typed(published: Scene) -> None:
    client, page = published.client("officer"), url(published)
    form = {**filled_in(client.get(page)), **typed(published, "101", why="Two late reports")}
    again = client.post(page, {**form, "step": "edit"})
    assert again.status_code == 200
    back = filled_in(again)
    assert {name: back[name] for name in form if name in back} == {
        name: text for name, text in form.items() if name in back
    }


def test_parts_are_asked_for_as_in_the_return(published: Scene) -> None:
    client, page = published.client("officer"), url(published, "crime-rate")
    form = filled_in(client.get(page))
    key = f"m{measure_id(published, 'crime-rate')}"
    assert (form[f"{key}-n"], form[f"{key}-d"], form[f"{key}-v"]) == ("4241", "667900", "")
    whole = client.post(page, {**form, **typed(published, "", "crime-rate", n="4,275", why="Late")})
    assert "6.40 (4,275 / 667,900)" in whole.content.decode()
    both = client.post(page, {**form, **typed(published, "6.4", "crime-rate", n="4,275")})
    assert both.status_code == 422


def test_somebody_else_was_there_first(published: Scene) -> None:
    client, page = published.client("officer"), url(published)
    form = {**filled_in(client.get(page)), **typed(published, "101", why="Mine")}
    change(published, "entrants", "102", who="manager")
    clash = client.post(page, form)
    text = clash.content.decode()
    assert clash.status_code == 409
    assert "It now says 102." in text
    assert "Mine" in text
    again = client.post(page, {**filled_in(clash)})
    assert again.status_code == 200
    assert client.post(page, filled_in_first(again)).status_code == 302
    assert figure_of(published, "entrants").value == 101


def test_what_was_looked_at_is_what_is_confirmed(published: Scene) -> None:
    client, page = published.client("officer"), url(published, "burglary", BEFORE)
    form = {**filled_in(client.get(page)), **typed(published, "90", "burglary")}
    confirm = filled_in_first(client.post(page, form))
    change(published, "burglary", "31")  # another quarter's figure: the effect is another
    moved = client.post(page, confirm)
    assert moved.status_code == 409
    assert "no longer what you looked at" in moved.content.decode()
    assert Revision.objects.count() == 1
    assert client.post(page, {**confirm, "seen": ""}).status_code == 409
    assert client.post(page, filled_in_first(moved)).status_code == 302


def test_what_is_confirmed_twice_is_recorded_once(published: Scene) -> None:
    client, page = published.client("officer"), url(published)
    form = {**filled_in(client.get(page)), **typed(published, "101")}
    confirm = filled_in_first(client.post(page, form))
    assert client.post(page, confirm).status_code == 302
    assert client.post(page, confirm).status_code == 422
    assert Revision.objects.count() == 1


def test_who_may(published: Scene) -> None:
    assert published.client("manager").get(url(published)).status_code == 200
    assert published.client("other").get(url(published)).status_code == 404
    assert published.client("board").get(url(published)).status_code == 403
    assert published.client("other").post(url(published), typed(published, "1")).status_code == 404
    assert not Revision.objects.exists()


def test_not_while_the_return_is_open(published: Scene) -> None:
    with given():
        measure = published.measures["entrants"]
        figure = Figure.objects.get(measure=measure, quarter=Q4)
    with clock.fixed(TODAY.replace(month=7)):
        ret = open_return(
            by=published.member("manager"), quarter=Q4 + 1, due=TODAY.replace(month=8)
        )
        with given():
            Figure.objects.create(
                partnership=published.partnership, belongs_to=ret, measure=measure,
                part=ret.parts.get(organisation=published.police), quarter=ret.quarter,
                period_start=ret.quarter.start, period_end=ret.quarter.end, state="entered",
                value=5,
            )  # fmt: skip
        page = published.client("officer").get(url(published, quarter=Q4 + 1), follow=True)
    assert "is not published yet" in page.content.decode()
    assert figure.value == 96


def test_an_officer_does_not_learn_of_others_unpublished_figures(published: Scene) -> None:
    page = url(published)
    for who, seen in (("manager", True), ("officer", False)):
        form = {**filled_in(published.client(who).get(page)), **typed(published, "101")}
        text = published.client(who).post(page, form).content.decode()
        assert ("Family" in text) is seen


def test_the_list_of_revisions(published: Scene) -> None:
    page = reverse("dashboards:revisions", args=[published.partnership.slug])
    assert "No figure has been revised" in published.client("officer").get(page).content.decode()
    change(published, "entrants", "97", why="First reason")
    change(published, "fly-tipping", "51", who="other", why="Second reason")
    change(published, "entrants", "80", BEFORE, who="manager", why="Third reason")
    every = published.client("second").get(page).content.decode()
    for text in ("First reason", "Second reason", "Third reason", "Past figure",
                 "Not published yet", "2 figures were revised since version 1"):  # fmt: skip
        assert text in every
    own = published.client("officer").get(page).content.decode()
    assert "Second reason" not in own
    assert "First reason" in own
    one = published.client("second").get(f"{page}?quarter={BEFORE.slug}").content.decode()
    assert "Third reason" in one
    assert "First reason" not in one
    assert published.client("board").get(page).status_code == 403
    assert Snapshot.objects.count() == 1


def test_a_fixed_number_of_queries(published: Scene, django_assert_max_num_queries: Any) -> None:
    client, page = published.client("officer"), url(published)
    form = {**filled_in(client.get(page)), **typed(published, "101")}
    with django_assert_max_num_queries(16):
        client.post(page, form)


def test_links_lead_there(published: Scene) -> None:
    board_page = reverse(
        "dashboards:indicator",
        args=[published.partnership.slug, Q4, measure_id(published, "entrants")],
    )
    assert url(published) in published.client("officer").get(board_page).content.decode()
    assert url(published, quarter=LAST_YEAR) in (
        published.client("manager").get(board_page).content.decode()
    )
    for who in ("board", "other"):
        assert "/revise/" not in published.client(who).get(board_page).content.decode()


def test_a_denominator_with_decimals_can_be_kept(published: Scene) -> None:
    with given():
        published.add_measure(
            "homes", unit="rate", decimals=1, numerator_label="Fires", denominator_label="Homes"
        )
        published.add_figure(
            "homes", "10", LAST_YEAR, numerator=Decimal(5), denominator=Decimal("500.5")
        )
    client, page = published.client("manager"), url(published, "homes", LAST_YEAR)
    form = {**filled_in(client.get(page)), **typed(published, "", "homes", n="6")}
    assert "12.0 (6 / 500.5)" in client.post(page, form).content.decode()
    wrong = client.post(page, {**form, **typed(published, "", "homes", n="6", d="501.5")})
    assert wrong.status_code == 422


def test_a_past_figure_of_before_the_indicator_was_in_use(published: Scene) -> None:
    with given():
        measure = published.measures["entrants"]
        measure.first_quarter = Q4
        measure.save()
    client, page = published.client("manager"), url(published, quarter=LAST_YEAR)
    form = {**filled_in(client.get(page)), **typed(published, "80")}
    text = client.post(page, form).content.decode()
    assert "In Q4 2013/14" in text
    assert "Q4 2014/15: Entrants" in text

"""Who is doing it, and by when: the same two things at every door of a return."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from core import clock
from core.sheets import KINDS, read_sheets
from dashboards.amending import what_changed
from dashboards.selectors import working_dashboard
from dashboards.sheets import as_workbook
from dashboards.types import Dashboard, Row
from reports.compose.exceptions import exceptions, needs_attention
from reports.return_copy import copy_of
from targets.actions.returns import send_back_part
from targets.entry import Columns, EntryErrors, as_typed, read
from targets.models import Figure
from targets.selectors.activity import changed_since_sent_back
from targets.selectors.returns import read_return
from targets.selectors.timeline import figure_timeline
from tests.dashboards.revising import figure_of, make_published
from tests.dashboards.test_revise_pages import filled_in_first
from tests.reports import samples
from tests.support.dom import Document
from tests.targets.past_figures import LONG, loaded, past
from tests.targets.scene import Q4, TODAY, Scene, filled_in, given, ids_in, scene, summary_links
from tests.targets.submitting import complete, page, part_of, sign_off_url
from tests.targets.test_entry_reading import COUNT, typed
from tests.targets.test_returns_steps import submit
from tests.targets.test_template import download, send, table
from tests.targets.test_upload import HEADS, confirm, words

__all__ = ["complete", "scene"]
pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

JUNE = date(2015, 6, 30)
POST = "Chief Inspector, Prevention"
SAID = f"Who: {POST}, by 30 June 2015"


def add(scene: Scene, **more: Any) -> None:
    with given():
        scene.add_figure("entrants", 1264, **{"action_owner": POST, "action_due": JUNE, **more})


def key(scene: Scene) -> str:
    return f"m{scene.measures['entrants'].pk}"


def own(scene: Scene) -> Figure:
    figure = scene.figure("entrants")
    assert figure is not None
    return figure


# --- Reading ---


def test_both_are_read_and_shown_as_they_were() -> None:
    columns = read(COUNT, typed(COUNT, v="5", b=f"  {POST}\n", t="30/6/2015"))
    assert (columns.action_owner, columns.action_due) == (POST, JUNE)
    figure = Figure(measure=COUNT.measure, quarter=Q4, **columns.as_dict())
    shown = as_typed(COUNT, figure)
    assert (shown["b"], shown["t"]) == (POST, "30 June 2015")
    assert read(COUNT, shown) == Columns.of(figure)
    assert read(COUNT, typed(COUNT, b=POST)).says_something
    assert read(COUNT, typed(COUNT, t="30 June 2015")).says_something


@pytest.mark.parametrize(
    ("texts", "field", "words_"),
    [
        ({"t": "by the summer"}, "t", "“by the summer” is not a date. Enter a date like 30 June"),
        ({"t": "31/06/2015"}, "t", "There is no day “31/06/2015”"),
        ({"b": "x" * 151}, "b", "at most 150 characters"),
        ({"b": "a\x00"}, "b", "cannot be stored"),
    ],
)
def test_faults_are_said_at_their_field(texts: dict[str, str], field: str, words_: str) -> None:
    with pytest.raises(EntryErrors) as caught:
        read(COUNT, typed(COUNT, v="5", **texts))
    assert list(caught.value.errors) == [field]
    assert words_ in caught.value.errors[field]


# --- The pages of a return ---


def test_the_page_saves_them_and_shows_them_again(scene: Scene) -> None:
    client = scene.client("officer")
    row = key(scene)
    data = filled_in(client.get(scene.section_url))
    client.post(scene.section_url, data | {f"{row}-b": POST, f"{row}-t": "30/06/2015"})
    assert (own(scene).action_owner, own(scene).action_due) == (POST, JUNE)
    again = filled_in(client.get(scene.section_url))
    assert (again[f"{row}-b"], again[f"{row}-t"]) == (POST, "30 June 2015")
    client.post(scene.section_url, again)
    assert own(scene).version == 1, "nothing typed, nothing written"


def test_a_fault_stands_at_its_place_and_keeps_what_was_typed(scene: Scene) -> None:
    client = scene.client("officer")
    row = key(scene)
    data = filled_in(client.get(scene.section_url))
    answer = client.post(scene.section_url, data | {f"{row}-b": POST, f"{row}-t": "in June"})
    document = Document("/", 200, answer.content.decode())
    (box,) = document.find(f"//input[@name='{row}-t']")
    assert (box.get("value"), box.get("aria-invalid")) == ("in June", "true")
    assert box.get("aria-describedby") == f"{row}-t-error"
    assert "“in June” is not a date." in document.text
    assert filled_in(answer)[f"{row}-b"] == POST
    assert set(summary_links(answer)) <= ids_in(answer)
    assert scene.figure("entrants") is None


def test_one_row_saved_by_itself(scene: Scene) -> None:
    client = scene.client("officer")
    row = key(scene)
    data = filled_in(client.get(scene.section_url)) | {f"{row}-t": "in June"}
    url = scene.url(f"row/{scene.measures['entrants'].pk}/")
    answer = client.post(url, data, headers={"accept": "application/json"}).json()
    assert list(answer["errors"]) == ["t"]
    data |= {f"{row}-t": "30.6.2015", f"{row}-b": POST}
    answer = client.post(url, data, headers={"accept": "application/json"}).json()
    assert answer["state"] == "saved"
    assert (own(scene).action_owner, own(scene).action_due) == (POST, JUNE)


def test_two_people_see_both_values(scene: Scene) -> None:
    first, second = scene.client("officer"), scene.client("colleague")
    row = key(scene)
    ours, theirs = filled_in(first.get(scene.section_url)), filled_in(second.get(scene.section_url))
    second.post(scene.section_url, theirs | {f"{row}-b": "Sergeant", f"{row}-t": "1 May 2015"})
    answer = first.post(scene.section_url, ours | {f"{row}-b": POST, f"{row}-t": "30 June 2015"})
    assert answer.status_code == 409
    said = words(answer)
    assert f"Who is doing it Sergeant {POST}" in said
    assert "By when 1 May 2015 30 June 2015" in said


def test_last_quarters_owner_is_shown_and_offered_for_copying(scene: Scene) -> None:
    with given():
        scene.add_figure("entrants", 5, Q4 - 1, action_owner=POST, action_due=JUNE)
    document = page(scene, "officer", scene.section_url)
    (button,) = document.find(f"//tbody[@id='{key(scene)}']//button[@data-copy-c]")
    assert button.get("data-copy-b") == POST
    assert SAID in document.text
    assert filled_in(scene.client("officer").get(scene.section_url))[f"{key(scene)}-b"] == ""


def test_the_indicators_own_page_shows_earlier_ones(scene: Scene) -> None:
    with given():
        scene.add_figure("entrants", 5, Q4 - 1, action_owner=POST, action_due=JUNE)
        scene.add_figure("entrants", 5, Q4 - 2, action_due=JUNE)
    url = scene.url(f"indicator/{scene.measures['entrants'].pk}/")
    document = page(scene, "officer", url)
    rows = [row.text_content() for row in document.find("//td[@data-label='Commentary']")]
    assert [" ".join(row.split()) for row in rows] == [SAID, "By: 30 June 2015"]


# --- Checking, signing off, what happened ---


def test_check_page_sign_off_and_what_changed_since_it_was_sent_back(complete: Scene) -> None:
    with given():
        Figure.objects.filter(pk=own(complete).pk).update(action_owner=POST, action_due=JUNE)
    submit(complete, "officer")
    assert SAID in page(complete, "manager", sign_off_url(complete)).text
    part = part_of(complete)
    send_back_part(by=complete.member("manager"), part=part, version=part.version, note="Again.")
    row = key(complete)
    client = complete.client("officer")
    data = filled_in(client.get(complete.section_url)) | {f"{row}-b": "Sergeant"}
    client.post(complete.section_url, data)
    view = read_return(complete.member("officer"), complete.ret).part(complete.police.pk)
    assert view
    changed = changed_since_sent_back(view)
    assert changed is not None
    assert changed[own(complete).measure_id].also == "who is doing what, and by when"


def test_the_timeline_tells_of_both(scene: Scene) -> None:
    add(scene)
    with given():
        Figure.objects.filter(pk=own(scene).pk).update(action_due=date(2015, 7, 31), version=2)
    figure = Figure.objects.select_related("measure__indicator").get(pk=own(scene).pk)
    last, first = figure_timeline(figure)
    assert [(one.what, one.before, one.after) for one in last.lines] == [
        ("By when", "30 June 2015", "31 July 2015")
    ]
    assert ("Who is doing it", POST) in {(one.what, one.after) for one in first.lines}


def test_the_copy_of_a_return(scene: Scene) -> None:
    add(scene, commentary_action="More patrols.")
    shown = read_return(scene.member("officer"), scene.ret)
    part = shown.part(scene.police.pk)
    assert part
    cells = [row[-1] for table_ in copy_of(shown, part).tables for row in table_.rows]
    assert ("More patrols.", (SAID,)) in {(cell.text, tuple(cell.notes)) for cell in cells}


# --- Files ---


@pytest.mark.parametrize("kind", KINDS)
def test_the_template_holds_them_and_changes_nothing_untouched(scene: Scene, kind: str) -> None:
    add(scene)
    content = download(scene, kind)
    (row,) = [one for one in table(kind, content) if one["Code"] == "entrants"]
    assert (row["Who is doing it"], row["By when"]) == (POST, "30 June 2015")
    assert "0 will change, 4 unchanged" in words(send(scene, kind, content))


def test_pasted_columns_are_previewed_and_saved(scene: Scene) -> None:
    rows = f"{HEADS}\tWho\tBy when\nentrants\t7\t\t\t\t\t{POST}\t2015-06-30\n"
    said = words(post_text(scene, rows))
    assert f"Who is doing it Nothing {POST}" in said
    assert "By when Nothing 30 June 2015" in said
    confirm(scene, "entrants")
    assert (own(scene).action_owner, own(scene).action_due) == (POST, JUNE)
    again = post_text(scene, rows.replace("2015-06-30", "30/6/2015"))
    assert "0 will change, 1 unchanged" in words(again)


def test_a_day_that_is_none_is_a_problem_with_its_cell(scene: Scene) -> None:
    said = words(post_text(scene, "Code\tValue\tBy when\nentrants\t7\tsummer\n"))
    assert "C2 Entrants summer “summer” is not a date." in said


def post_text(scene: Scene, text: str) -> Any:
    return scene.client("officer").post(scene.url("upload/"), {"text": text}, follow=True)


def test_what_is_exported_is_loaded_again_as_it_was(scene: Scene) -> None:
    """Round trip, in every kind of file: what it says is loaded where it is missing, and equal."""
    head, row = [*LONG[0], "Who is doing it", "By when"], [*LONG[1], POST, "30/06/2015"]
    loaded(scene, [head, row])
    before = past(scene)["entrants", "Q1 2014/15"]
    assert (before.action_owner, before.action_due) == (POST, JUNE)
    client, address = scene.client("manager"), f"/p/{scene.partnership.slug}/figures/export."
    for kind in KINDS:
        content = client.get(f"{address}{kind}").content
        with given():
            Figure.objects.filter(pk=before.pk).update(action_owner="", action_due=None)
        sheets = read_sheets(f"past.{kind}", content)
        loaded(scene, sheets[-1].rows, why="What was lost.")
        after = past(scene)["entrants", "Q1 2014/15"]
        assert Columns.of(after) == Columns.of(before), kind


# --- What is published ---


@pytest.fixture
def published(db: None) -> Iterator[Scene]:
    with clock.fixed(TODAY):
        yield make_published()


def test_revising_carries_them(published: Scene) -> None:
    figure = figure_of(published, "entrants")
    url = f"/p/{published.partnership.slug}/returns/{Q4.slug}/revise/{figure.measure_id}/"
    client = published.client("officer")
    row = f"m{figure.measure_id}"
    data = filled_in(client.get(url)) | {
        f"{row}-v": "101", f"{row}-b": POST, f"{row}-t": "in June", f"{row}-kind": "late",
        f"{row}-why": "Late records",
    }  # fmt: skip
    assert "“in June” is not a date." in words(client.post(url, data))
    looked = client.post(url, data | {f"{row}-t": "30 June 2015"})
    client.post(url, filled_in_first(looked))
    figure.refresh_from_db()
    assert (figure.value, figure.action_owner, figure.action_due) == (101, POST, JUNE)


def test_what_the_board_downloads_and_is_told_of_a_new_version(published: Scene) -> None:
    old = working_dashboard(published.partnership, Q4)
    measure = published.measures["entrants"].pk
    found = old.row(measure)
    assert found
    row = replace(found, action_owner=POST, action_due=JUNE)
    new = with_row(old, row)
    assert what_changed(old, new, {}) == (
        f"{row.name}: its note of who does what by when changed.",
    )
    table_ = as_workbook(new, {}).tables[0]
    headings = [one.heading for one in table_.columns]
    place = headings.index("Who is doing it")
    assert headings[place + 1] == "By when"
    assert (POST, "30 June 2015") in {one[place : place + 2] for one in table_.rows}


def with_row(board: Dashboard, row: Row) -> Dashboard:
    groups = tuple(
        replace(
            group,
            rows=tuple(row if one.measure_id == row.measure_id else one for one in group.rows),
        )
        for group in board.groups
    )
    return replace(board, groups=groups)


def test_the_papers_exceptions_say_who_and_by_when() -> None:
    board = samples.dashboard(1)
    first = needs_attention(board)[0]
    parts = exceptions(with_row(board, replace(first, action_owner=POST, action_due=JUNE)))
    said = [(one.lead, one.text) for part in parts for one in part.paragraphs]
    assert ("Who:", f"{POST}, by 30 June 2015") in said
    assert "Who:" not in {one.lead for part in exceptions(board) for one in part.paragraphs}

"""One row saved by itself: what is answered, and that it is what the page would show."""

import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from targets.actions.returns import submit_part
from targets.terms import How
from tests.targets.scene import Q4, Scene, filled_in, given, make_scene, scene

__all__ = ["scene"]

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def key(scene: Scene, code: str) -> str:
    return f"m{scene.measures[code].pk}"


def row_url(scene: Scene, code: str) -> str:
    return scene.url(f"row/{scene.measures[code].pk}/")


def row_fields(client: Client, scene: Scene, code: str) -> dict[str, str]:
    """The fields of one row as the page shows them."""
    fields = filled_in(client.get(scene.section_url))
    start = f"{key(scene, code)}-"
    return {name: value for name, value in fields.items() if name.startswith(start)}


def send(client: Client, scene: Scene, code: str, data: dict[str, str]) -> tuple[int, Any]:
    answer = client.post(row_url(scene, code), data, headers={"accept": "application/json"})
    assert answer["Content-Type"] == "application/json"
    return answer.status_code, answer.json()


def test_a_row_is_saved_and_says_when(scene: Scene) -> None:
    client = scene.client("officer")
    data = row_fields(client, scene, "entrants") | {f"{key(scene, 'entrants')}-v": "1,264"}
    status, answer = send(client, scene, "entrants", data)
    assert (status, answer["state"]) == (200, "saved")
    assert "Entered" in answer["check_html"]
    assert "Saved " in answer["check_html"]
    figure = scene.figure("entrants")
    assert figure is not None
    assert (figure.value, figure.how, figure.version) == (1264, How.TYPED.value, 1)


def test_the_origin_that_comes_back_goes_with_what_was_typed(scene: Scene) -> None:
    """The same text is no change, though the page would write the number without a comma."""
    client = scene.client("officer")
    row = key(scene, "entrants")
    data = row_fields(client, scene, "entrants") | {f"{row}-v": "1,264"}
    _, answer = send(client, scene, "entrants", data)
    with given():  # somebody else goes on
        scene.figure("entrants")
        type(scene.figure("entrants")).objects.filter(measure=scene.measures["entrants"]).update(
            value=7, version=2
        )
    data |= {f"{row}-o": answer["origin"]}
    assert client.post(scene.section_url, data).status_code == 302
    figure = scene.figure("entrants")
    assert figure is not None
    assert figure.value == 7
    # What is typed on top of it is one.
    status, answer = send(client, scene, "entrants", data | {f"{row}-v": "9"})
    assert (status, answer["state"]) == (409, "conflict")


def test_parts_make_a_result(scene: Scene) -> None:
    client = scene.client("officer")
    data = row_fields(client, scene, "crime-rate") | {f"{key(scene, 'crime-rate')}-n": "4,241"}
    status, answer = send(client, scene, "crime-rate", data)
    assert status == 200
    assert answer["made"] == "6.35 per 1,000"
    assert f"= {answer['made']}" in client.get(scene.section_url).content.decode()


def test_what_the_row_says_is_what_the_page_says(scene: Scene) -> None:
    """But for the time, which the page gives with the name and the day."""
    client = scene.client("officer")
    row = key(scene, "entrants")
    data = row_fields(client, scene, "entrants") | {f"{row}-s": "not_released"}
    _, answer = send(client, scene, "entrants", data)
    page = client.get(scene.section_url).content.decode()
    start = answer["check_html"].index("<strong>")
    said = answer["check_html"][start : answer["check_html"].index("</strong>")]
    assert said == "<strong>Not available"
    assert said in page


def test_nothing_typed_saves_nothing(scene: Scene) -> None:
    client = scene.client("officer")
    data = row_fields(client, scene, "entrants")
    status, answer = send(client, scene, "entrants", data)
    assert (status, answer["state"]) == (200, "unchanged")
    assert scene.figure("entrants") is None
    # A space is not a figure, and nothing is not 0.
    status, answer = send(client, scene, "entrants", data | {f"{key(scene, 'entrants')}-v": " "})
    assert (status, answer["state"]) == (200, "unchanged")
    assert scene.figure("entrants") is None


def test_pasted_figures_say_so_and_nothing_else_can_be_claimed(scene: Scene) -> None:
    client = scene.client("officer")
    for code, how, kept in (("entrants", "pasted", "pasted"), ("crime-rate", "loaded", "typed")):
        field = "v" if code == "entrants" else "n"
        data = row_fields(client, scene, code) | {f"{key(scene, code)}-{field}": "7", "how": how}
        assert send(client, scene, code, data)[0] == 200
        figure = scene.figure(code)
        assert figure is not None
        assert figure.how == kept


def test_a_refusal_names_the_field_and_saves_nothing(scene: Scene) -> None:
    client = scene.client("officer")
    row = key(scene, "entrants")
    data = row_fields(client, scene, "entrants") | {f"{row}-v": "1.234,5"}
    status, answer = send(client, scene, "entrants", data)
    assert (status, answer["state"]) == (422, "refused")
    assert list(answer["errors"]) == ["v"]
    assert f'id="{row}-v-error"' in answer["check_html"]
    assert "Not saved" in answer["check_html"]
    assert answer["origin"] == data[f"{row}-o"]
    assert scene.figure("entrants") is None


def test_two_on_one_row_choose(scene: Scene) -> None:
    first, second = scene.client("officer"), scene.client("manager")
    row = key(scene, "entrants")
    mine, theirs = (row_fields(one, scene, "entrants") for one in (first, second))
    assert send(second, scene, "entrants", theirs | {f"{row}-v": "212"})[0] == 200
    status, answer = send(first, scene, "entrants", mine | {f"{row}-v": "185"})
    assert (status, answer["state"]) == (409, "conflict")
    assert "212" in answer["panel_html"]
    assert "Use 185" in answer["panel_html"]
    mine |= {f"{row}-v": "185", f"{row}-o": answer["origin"]}
    # Theirs: nothing is written, and the row is as it is saved.
    status, kept = send(first, scene, "entrants", mine | {f"{row}-w": "theirs"})
    assert (status, kept["state"], kept["typed"]["v"]) == (200, "theirs", "212")
    # Yours: written over what was seen.
    status, used = send(first, scene, "entrants", mine | {f"{row}-w": "yours"})
    assert (status, used["state"]) == (200, "saved")
    figure = scene.figure("entrants")
    assert figure is not None
    assert (figure.value, figure.version) == (185, 2)


def test_two_on_two_rows_do_not_meet(scene: Scene) -> None:
    first, second = scene.client("officer"), scene.client("manager")
    mine = row_fields(first, scene, "entrants")
    theirs = row_fields(second, scene, "crime-rate")
    for client, code, data, field in (
        (second, "crime-rate", theirs, "n"),
        (first, "entrants", mine, "v"),
    ):
        status, answer = send(client, scene, code, data | {f"{key(scene, code)}-{field}": "4"})
        assert (status, answer["state"]) == (200, "saved")


def test_a_part_closed_meanwhile(scene: Scene) -> None:
    client = scene.client("other")
    data = row_fields(client, scene, "fly-tipping") | {f"{key(scene, 'fly-tipping')}-v": "3"}
    with given():
        scene.add_figure("fly-tipping", 5)
    part = scene.part(scene.council)
    submit_part(by=scene.member("other"), part=part, version=part.version)
    status, answer = send(client, scene, "fly-tipping", data)
    assert (status, answer["state"]) == (409, "closed")
    assert "Submitted for sign-off by" in answer["check_html"]
    figure = scene.figure("fly-tipping")
    assert figure is not None
    assert figure.value == 5


def test_rows_of_others(scene: Scene) -> None:
    """Another organisation's, another partnership's, one that is not asked, and no right at all."""
    with given():
        foreign = make_scene("farshire")
    officer = scene.client("officer")
    data = {"m1-o": "0-000000000000", "m1-v": "3"}
    assert officer.post(row_url(scene, "fly-tipping"), data).status_code == 404
    there = foreign.measures["entrants"].pk
    assert officer.post(scene.url(f"row/{there}/"), data).status_code == 404
    assert officer.post(foreign.url(f"row/{there}/"), data).status_code == 404
    assert scene.client("board").post(row_url(scene, "entrants"), data).status_code == 403
    assert officer.get(row_url(scene, "entrants")).status_code == 405
    assert officer.post(row_url(scene, "entrants"), {}).status_code == 400
    assert scene.figure("entrants") is None
    assert foreign.figure("entrants") is None


def test_signed_out_is_said_in_json(scene: Scene) -> None:
    data = row_fields(scene.client("officer"), scene, "entrants")
    status, answer = send(Client(), scene, "entrants", data)
    assert (status, answer) == (401, {"state": "signed_out"})


def test_an_old_token_is_said_and_only_to_our_own_page(scene: Scene) -> None:
    signed_in = scene.client("officer")
    data = row_fields(signed_in, scene, "entrants") | {f"{key(scene, 'entrants')}-v": "3"}
    client = Client(enforce_csrf_checks=True)
    client.cookies = signed_in.cookies
    json_wanted = {"accept": "application/json", "x-csrftoken": "a" * 64}
    own = {**json_wanted, "origin": "http://testserver"}
    answer = client.post(row_url(scene, "entrants"), data, headers=own)
    assert (answer.status_code, json.loads(answer.content)) == (403, {"state": "token"})
    for origin in ("https://evil.example", "http://testserver.evil.example", "null", ""):
        headers = {**json_wanted, **({"origin": origin} if origin else {})}
        answer = client.post(row_url(scene, "entrants"), data, headers=headers)
        assert answer.status_code == 403
        assert answer["Content-Type"].startswith("text/html")
    assert scene.figure("entrants") is None


def test_as_many_queries_for_a_long_return_as_for_a_short_one(scene: Scene) -> None:
    def counted(where: Scene) -> int:
        client = where.client("officer")
        data = row_fields(client, where, "entrants") | {f"{key(where, 'entrants')}-v": "3"}
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert send(client, where, "entrants", data)[0] == 200
        return len(queries)

    with given():
        long = make_scene("longshire", measures=40)
    assert counted(scene) == counted(long)


def test_sixty_rows_are_saved_at_once(scene: Scene) -> None:
    """Every field of every row, a conflict's choice too, stays below Django's limit of 1,000."""
    with given():
        long = make_scene("longshire", measures=60)
    client = long.client("officer")
    data = filled_in(client.get(long.section_url))
    rows = [name.removesuffix("-v") for name in data if name.endswith("-v")]
    assert len(rows) > 60
    for row in rows:
        data |= {f"{row}-q": "1", f"{row}-w": "yours", f"{row}-s": "final"}
        assert sum(name.startswith(f"{row}-") for name in data) <= 14
    for number in range(60):
        data[f"{key(long, f'more-{number}')}-v"] = str(number)
    assert len(data) < 1000
    answer = client.post(long.section_url, data)
    assert answer.status_code == 302
    values = [long.figure(f"more-{number}") for number in range(60)]
    assert [figure.value for figure in values if figure] == list(range(60))


def test_what_is_unusual_is_said_at_once_and_stops_nothing(scene: Scene) -> None:
    with given():
        scene.add_figure("entrants", 200, Q4.same_quarter_last_year)
    client = scene.client("officer")
    row = key(scene, "entrants")
    data = row_fields(client, scene, "entrants") | {f"{row}-v": "100"}
    status, answer = send(client, scene, "entrants", data)
    assert (status, answer["state"]) == (200, "saved")
    assert "Check needed" in answer["check_html"]
    link = f'href="{scene.url("unusual/")}#{row}-year_ago"'
    assert link in answer["check_html"]
    page = client.get(scene.section_url).content.decode()
    assert link in page
    assert "Check needed" in page
    # Back among what is usual: nothing to explain.
    data |= {f"{row}-v": "195", f"{row}-o": answer["origin"]}
    _, answer = send(client, scene, "entrants", data)
    assert "Check needed" not in answer["check_html"]

"""Entering figures on a priority's page: what is saved, refused, kept and said."""

from decimal import Decimal

import pytest

from audit.models import LogEntry
from core.quarters import Quarter
from targets.models import Figure
from tests.targets.scene import Q4, Scene, filled_in, given, ids_in, scene, summary_links

__all__ = ["scene"]

pytestmark = pytest.mark.django_db


def key(scene: Scene, code: str) -> str:
    return f"m{scene.measures[code].pk}"


def test_officer_sees_only_what_their_organisation_supplies(scene: Scene) -> None:
    page = scene.client("officer").get(scene.section_url).content.decode()
    assert "Entrants" in page
    assert "Fly tipping" not in page
    assert "Fly tipping" in scene.client("manager").get(scene.section_url).content.decode()


def test_earlier_figures_stand_beside_the_input(scene: Scene) -> None:
    with given():
        scene.add_figure("entrants", 212, Quarter(2013, 4))
        scene.add_figure("entrants", 1264, Quarter(2014, 3))
    page = scene.client("officer").get(scene.section_url).content.decode()
    assert "212" in page
    assert "1,264" in page
    assert "Jan-Mar 2014" in page
    assert "Oct-Dec 2014" in page


def test_good_rows_are_saved_and_bad_ones_keep_what_was_typed(scene: Scene) -> None:
    client = scene.client("officer")
    data = filled_in(client.get(scene.section_url))
    entrants, rate, satisfied = (key(scene, c) for c in ("entrants", "crime-rate", "satisfied"))
    data |= {f"{entrants}-v": "1,264", f"{rate}-n": "abc", f"{satisfied}-n": "7"}
    response = client.post(scene.section_url, data)
    assert response.status_code == 422
    saved = scene.figure("entrants")
    assert saved is not None
    assert saved.value == 1264
    assert scene.figure("crime-rate") is None
    page = response.content.decode()
    assert 'value="abc"' in page
    assert "is not a number. Enter a number, like 12 or 4.5." in page
    assert "Saved 1 figure. 2 figures were not saved" in page
    links = summary_links(response)
    assert links == [f"{rate}-n", f"{satisfied}-d"]
    assert set(links) <= ids_in(response)
    # What is wrong can be put right on the page as it now is, and only that is written.
    data = filled_in(response) | {f"{rate}-n": "4,241", f"{satisfied}-d": "10"}
    assert client.post(scene.section_url, data).status_code == 302
    rate_figure = scene.figure("crime-rate")
    assert rate_figure is not None
    assert (rate_figure.numerator, rate_figure.denominator) == (4241, 667_900)
    assert rate_figure.value == Decimal("6.3498")
    again = scene.figure("entrants")
    assert again is not None
    assert again.version == 1


def test_the_result_of_parts_is_shown(scene: Scene) -> None:
    client = scene.client("officer")
    data = filled_in(client.get(scene.section_url)) | {f"{key(scene, 'crime-rate')}-n": "4241"}
    page = client.post(scene.section_url, data, follow=True).content.decode()
    assert "6.35 per 1,000" in page
    assert "Saved 1 figure." in page


def test_untouched_rows_are_not_written(scene: Scene) -> None:
    client = scene.client("officer")
    with given():
        scene.add_figure("entrants", 185, commentary_change="Fewer\r\nthan before")
    before = LogEntry.objects.count()
    response = client.post(scene.section_url, filled_in(client.get(scene.section_url)), follow=True)
    assert "nothing was saved" in response.content.decode()
    assert LogEntry.objects.count() == before
    assert Figure.objects.filter(quarter=Q4).count() == 1


def test_nothing_typed_is_never_0_and_clearing_makes_not_entered(scene: Scene) -> None:
    client = scene.client("officer")
    entrants = key(scene, "entrants")
    data = filled_in(client.get(scene.section_url)) | {f"{entrants}-v": "0"}
    client.post(scene.section_url, data)
    figure = scene.figure("entrants")
    assert figure is not None
    assert (figure.state, figure.value) == ("entered", 0)
    data = filled_in(client.get(scene.section_url)) | {f"{entrants}-v": ""}
    client.post(scene.section_url, data)
    figure.refresh_from_db()
    assert (figure.state, figure.value, figure.version) == ("not_entered", None, 2)


def test_not_available_with_its_reason(scene: Scene) -> None:
    client = scene.client("officer")
    entrants = key(scene, "entrants")
    data = filled_in(client.get(scene.section_url)) | {f"{entrants}-s": "not_released"}
    page = client.post(scene.section_url, data, follow=True).content.decode()
    figure = scene.figure("entrants")
    assert figure is not None
    assert (figure.state, figure.reason, figure.value) == ("not_available", "not_released", None)
    assert "Not available" in page


def test_texts_and_marks_are_saved(scene: Scene) -> None:
    client = scene.client("officer")
    row = key(scene, "entrants")
    data = filled_in(client.get(scene.section_url)) | {
        f"{row}-v": "185",
        f"{row}-s": "both",
        f"{row}-c": "Fewer cautions",
        f"{row}-a": "More diversion",
        f"{row}-i": "Check with the team",
        f"{row}-f": "Excludes one district",
        f"{row}-q": "1",
    }
    client.post(scene.section_url, data)
    figure = scene.figure("entrants")
    assert figure is not None
    assert (figure.provisional, figure.estimated, figure.quality_problem) == (True, True, True)
    assert figure.commentary_change == "Fewer cautions"
    assert figure.commentary_action == "More diversion"
    assert figure.internal_note == "Check with the team"
    assert figure.caveat == "Excludes one district"


def test_stated_period_starts_from_last_years(scene: Scene) -> None:
    with given():
        scene.add_figure(
            "reoffending",
            "27.2",
            Quarter(2013, 4),
            period_start=Quarter(2012, 4).start,
            period_end=Quarter(2013, 3).end,
        )
    client = scene.client("officer")
    row = key(scene, "reoffending")
    data = filled_in(client.get(scene.section_url))
    assert data[f"{row}-p"] == "12 months to Dec 2014"
    client.post(scene.section_url, data | {f"{row}-v": "26.1%", f"{row}-p": "2013-14"})
    figure = scene.figure("reoffending")
    assert figure is not None
    assert figure.period.label == "2013-14"


def test_two_people_one_row(scene: Scene) -> None:
    first, second = scene.client("officer"), scene.client("colleague")
    row, rate = key(scene, "entrants"), key(scene, "crime-rate")
    ours, theirs = filled_in(first.get(scene.section_url)), filled_in(second.get(scene.section_url))
    second.post(scene.section_url, theirs | {f"{row}-v": "212", f"{row}-c": "Their words"})
    response = first.post(
        scene.section_url, ours | {f"{row}-v": "185", f"{row}-c": "Our words", f"{rate}-n": "4241"}
    )
    assert response.status_code == 409
    page = response.content.decode()
    assert "Entrants was changed to 212 by colleague at" in page
    assert "You entered 185." in page
    assert "Keep 212" in page
    assert "Use 185" in page
    assert "Their words" in page
    assert "Our words" in page
    assert "Saved 1 figure. 1 figure was not saved" in page
    assert scene.figure("crime-rate") is not None
    assert set(summary_links(response)) <= ids_in(response)
    figure = scene.figure("entrants")
    assert figure is not None
    assert figure.value == 212
    # Choosing nothing changes nothing; what was typed stays.
    response = first.post(scene.section_url, filled_in(response))
    assert response.status_code == 409
    assert "Entrants: Choose which figure to keep" in response.content.decode()
    assert set(summary_links(response)) <= ids_in(response)
    data = filled_in(response)
    assert data[f"{row}-v"] == "185"
    assert first.post(scene.section_url, data | {f"{row}-w": "yours"}).status_code == 302
    figure.refresh_from_db()
    assert (figure.value, figure.commentary_change, figure.version) == (185, "Our words", 2)


def test_keeping_theirs_writes_nothing(scene: Scene) -> None:
    first, second = scene.client("officer"), scene.client("colleague")
    row = key(scene, "entrants")
    ours, theirs = filled_in(first.get(scene.section_url)), filled_in(second.get(scene.section_url))
    second.post(scene.section_url, theirs | {f"{row}-v": "212"})
    response = first.post(scene.section_url, ours | {f"{row}-v": "185"})
    data = filled_in(response) | {f"{row}-w": "theirs"}
    assert first.post(scene.section_url, data).status_code == 302
    figure = scene.figure("entrants")
    assert figure is not None
    assert (figure.value, figure.version) == (212, 1)


def test_a_third_change_is_a_conflict_again(scene: Scene) -> None:
    first, second = scene.client("officer"), scene.client("colleague")
    row = key(scene, "entrants")
    ours = filled_in(first.get(scene.section_url))
    second.post(scene.section_url, filled_in(second.get(scene.section_url)) | {f"{row}-v": "212"})
    response = first.post(scene.section_url, ours | {f"{row}-v": "185"})
    second.post(scene.section_url, filled_in(second.get(scene.section_url)) | {f"{row}-v": "213"})
    response = first.post(scene.section_url, filled_in(response) | {f"{row}-w": "yours"})
    assert response.status_code == 409
    assert "was changed to 213" in response.content.decode()


def test_both_typed_the_same(scene: Scene) -> None:
    first, second = scene.client("officer"), scene.client("colleague")
    row = key(scene, "entrants")
    ours, theirs = filled_in(first.get(scene.section_url)), filled_in(second.get(scene.section_url))
    second.post(scene.section_url, theirs | {f"{row}-v": "185"})
    assert first.post(scene.section_url, ours | {f"{row}-v": "185"}).status_code == 302


def test_different_rows_never_conflict(scene: Scene) -> None:
    first, second = scene.client("officer"), scene.client("colleague")
    ours, theirs = filled_in(first.get(scene.section_url)), filled_in(second.get(scene.section_url))
    a, b = key(scene, "entrants"), key(scene, "crime-rate")
    assert second.post(scene.section_url, theirs | {f"{a}-v": "1"}).status_code == 302
    assert first.post(scene.section_url, ours | {f"{b}-n": "2"}).status_code == 302


@pytest.mark.parametrize("origin", ["", "x", "9-", "99999999999-abcdefabcdef", "1!zz"])
def test_a_row_without_a_proper_origin_overwrites_nothing(scene: Scene, origin: str) -> None:
    with given():
        scene.add_figure("entrants", 212)
    client = scene.client("officer")
    row = key(scene, "entrants")
    data = filled_in(client.get(scene.section_url)) | {f"{row}-v": "1", f"{row}-o": origin}
    assert client.post(scene.section_url, data).status_code == 409
    figure = scene.figure("entrants")
    assert figure is not None
    assert figure.value == 212


def test_rows_of_another_organisation_in_the_post_are_ignored(scene: Scene) -> None:
    manager, officer = scene.client("manager"), scene.client("officer")
    row = key(scene, "fly-tipping")
    data = filled_in(manager.get(scene.section_url)) | {f"{row}-v": "7"}
    officer.post(scene.section_url, data)
    assert scene.figure("fly-tipping") is None
    manager.post(scene.section_url, data)
    assert scene.figure("fly-tipping") is not None


def test_submitted_while_typing(scene: Scene) -> None:
    from tests.targets.test_returns_steps import answer_all, submit

    client = scene.client("officer")
    data = filled_in(client.get(scene.section_url))
    answer_all(scene, scene.police)
    submit(scene, "colleague")
    row = key(scene, "entrants")
    fresh = filled_in(scene.client("officer").get(scene.section_url))
    assert f"{row}-v" not in fresh
    response = client.post(scene.section_url, data | {f"{row}-v": "185"})
    assert response.status_code == 409
    page = response.content.decode()
    assert 'value="185"' in page
    assert "Submitted for sign-off by colleague" in page
    assert set(summary_links(response)) <= ids_in(response)


def test_save_comes_before_any_other_button(scene: Scene) -> None:
    page = scene.client("officer").get(scene.section_url).content.decode()
    form = page[page.index('<form method="post" novalidate') :]
    assert form.index(">Save<") < form.index('name="next"')
    assert "Submit" not in form[: form.index("</form>")]


def test_save_and_go_on(scene: Scene) -> None:
    client = scene.client("officer")
    data = filled_in(client.get(scene.section_url)) | {"next": "1"}
    assert client.post(scene.section_url, data)["Location"] == scene.url()


def test_indicator_page_has_the_entry_the_past_and_the_timeline(scene: Scene) -> None:
    with given():
        scene.add_figure("entrants", 212, Quarter(2013, 4), commentary_change="As expected")
    client = scene.client("officer")
    url = scene.url(f"indicator/{scene.measures['entrants'].pk}/")
    row = key(scene, "entrants")
    client.post(url, filled_in(client.get(url)) | {f"{row}-v": "185"})
    client.post(url, filled_in(client.get(url)) | {f"{row}-v": "187", f"{row}-c": "Late records"})
    page = client.get(url).content.decode()
    assert "January to March 2014" in page
    assert "As expected" in page
    assert "Value: 185 <span aria-hidden" in page
    assert "became</span> 187</li>" in page
    assert "<strong>officer</strong> changed it" in page
    assert scene.client("other").get(url).status_code == 404
    assert scene.client("officer").get(scene.url("indicator/999999/")).status_code == 404


def test_typed_text_is_escaped(scene: Scene) -> None:
    client = scene.client("officer")
    row = key(scene, "entrants")
    nasty = '"><script>alert(1)</script>'
    data = filled_in(client.get(scene.section_url))
    data |= {f"{row}-v": nasty, f"{row}-c": "</textarea><script>x</script>"}
    page = client.post(scene.section_url, data).content.decode()
    assert "<script>" not in page


def test_nul_bytes_are_refused_in_words(scene: Scene) -> None:
    client = scene.client("officer")
    row = key(scene, "entrants")
    data = filled_in(client.get(scene.section_url))
    data |= {f"{row}-v": "1\x002", f"{row}-c": "a\x00b", f"{row}-s": "\x00", f"{row}-p": "\x00"}
    response = client.post(scene.section_url, data)
    assert response.status_code == 422
    assert scene.figure("entrants") is None


def test_section_of_nobody_is_not_found(scene: Scene) -> None:
    assert scene.client("officer").get(scene.url("priority-999999/")).status_code == 404
    assert scene.client("board").get(scene.section_url).status_code == 403

"""The page on which unusual figures are explained."""

import pytest

from targets.models import Explanation, Return
from targets.selectors.returns import read_return
from tests.support.dom import Document, words
from tests.targets.scene import Scene, filled_in, given, ids_in, scene, summary_links
from tests.targets.unusual import WHY, answer_rest, change, explained, row, said, submit, unusual

__all__ = ["scene", "unusual"]

pytestmark = pytest.mark.django_db


def card(scene: Scene, code: str = "entrants", kind: str = "year_ago") -> str:
    return f"m{scene.measures[code].pk}-{kind}"


def test_a_card_shows_the_figure_and_leads_to_its_field(unusual: Scene) -> None:
    response = unusual.client("officer").get(unusual.url("unusual/"))
    assert response.status_code == 200
    page = response.content.decode()
    assert "Entrants is 185. That is 85% higher than January to March 2014 (100)." in page
    assert "Fly tipping" not in page
    measure = unusual.measures["entrants"].pk
    assert f'href="{unusual.section_url}#m{measure}-v"' in page
    assert f'id="{card(unusual)}"' in page
    section = unusual.client("officer").get(unusual.section_url)
    assert f"m{measure}-v" in ids_in(section)
    everything = unusual.client("manager").get(unusual.url("unusual/")).content.decode()
    assert "Fly tipping is 200. That is 4 times October to December 2014 (50)." in everything


def test_what_is_worth_knowing_leads_to_its_row(unusual: Scene) -> None:
    rows = read_return(unusual.member("manager"), unusual.ret).rows
    noted = [one for one in rows if one.check.notes]
    assert noted
    page = unusual.client("manager").get(unusual.url("unusual/")).content.decode()
    below = page[page.index("Worth knowing") :]
    assert "Nothing here has to be explained before the figures are submitted." in below
    for one in noted:
        assert f'#{one.anchor}">{one.question.name}</a>' in below


def test_explaining_on_the_page(unusual: Scene) -> None:
    manager = unusual.client("manager")
    url = unusual.url("unusual/")
    form = filled_in(manager.get(url))
    form[f"{card(unusual)}-t"] = WHY
    response = manager.post(url, form, follow=True)
    page = response.content.decode()
    assert "Saved 1 explanation." in page
    assert WHY in page
    assert f"?change={card(unusual)}#{card(unusual)}" in page
    assert f'id="{card(unusual, "fly-tipping", "times")}-t"' in page  # the other is still asked
    assert row(unusual, "fly-tipping").check.needs_explaining
    opened = manager.get(f"{url}?change={card(unusual)}")
    form = filled_in(opened)
    assert form[f"{card(unusual)}-t"] == WHY
    form[f"{card(unusual)}-t"] = ""
    assert "Took away 1 explanation." in manager.post(url, form, follow=True).content.decode()
    unchanged = manager.post(url, filled_in(manager.get(url)), follow=True)
    assert "Nothing was changed" in unchanged.content.decode()


def test_a_text_that_cannot_be_stored_is_refused_at_its_box(unusual: Scene) -> None:
    client, url = unusual.client("manager"), unusual.url("unusual/")
    form = filled_in(client.get(url))
    form[f"{card(unusual)}-t"] = "x" * 4001
    form[f"{card(unusual, 'fly-tipping', 'times')}-t"] = WHY
    response = client.post(url, form)
    assert response.status_code == 422
    assert "x" * 4001 in response.content.decode()
    assert summary_links(response) == [f"{card(unusual)}-t"]
    assert set(summary_links(response)) <= ids_in(response)
    assert "Saved 1 explanation. 1 explanation was not saved" in response.content.decode()
    assert Explanation.objects.get().text == WHY


def test_a_figure_that_changed_while_somebody_wrote(unusual: Scene) -> None:
    """TRUST: nothing typed is lost, and nothing is explained that nobody has seen."""
    client, url = unusual.client("officer"), unusual.url("unusual/")
    form = filled_in(client.get(url))
    form[f"{card(unusual)}-t"] = WHY
    change(unusual, 190)
    response = client.post(url, form)
    assert response.status_code == 409
    page = response.content.decode()
    assert "Entrants is 190. That is 90% higher" in page
    assert "The figure has changed since you opened this page" in page
    again = filled_in(response)
    assert again[f"{card(unusual)}-t"] == WHY
    assert client.post(url, again).status_code == 302
    assert "190" in Explanation.objects.get().about


def test_a_figure_that_is_no_longer_unusual(unusual: Scene) -> None:
    client, url = unusual.client("officer"), unusual.url("unusual/")
    form = filled_in(client.get(url))
    form[f"{card(unusual)}-t"] = WHY
    change(unusual, 101)
    response = client.post(url, form)
    assert response.status_code == 409
    assert WHY in response.content.decode()
    assert summary_links(response) == [card(unusual)]
    assert card(unusual) in ids_in(response)


def test_somebody_else_explained_it_first(unusual: Scene) -> None:
    client, url = unusual.client("officer"), unusual.url("unusual/")
    form = filled_in(client.get(url))
    form[f"{card(unusual)}-t"] = "Mine"
    explained(unusual, said(unusual, "Theirs"), who="colleague")
    response = client.post(url, form)
    assert response.status_code == 409
    assert summary_links(response) == [f"{card(unusual)}-theirs"]
    assert f"{card(unusual)}-theirs" in ids_in(response)
    again = filled_in(response)
    assert again[f"{card(unusual)}-t"] == "Mine"
    undecided = client.post(url, again)
    assert undecided.status_code == 409
    assert "Choose whose explanation to keep." in undecided.content.decode()
    assert filled_in(undecided)[f"{card(unusual)}-t"] == "Mine"
    again = filled_in(undecided) | {f"{card(unusual)}-w": "theirs"}
    assert client.post(url, again).status_code == 302
    assert Explanation.objects.get().text == "Theirs"
    again[f"{card(unusual)}-w"] = "yours"
    assert client.post(url, again).status_code == 302
    assert Explanation.objects.get().text == "Mine"


def test_an_earlier_explanation_is_offered_again(unusual: Scene) -> None:
    explained(unusual, said(unusual, WHY))
    change(unusual, 190)
    client, url = unusual.client("officer"), unusual.url("unusual/")
    page = client.get(url)
    assert WHY in page.content.decode()
    form = filled_in(page)
    assert form[f"{card(unusual)}-t"] == ""  # nothing is explained by pressing Save
    client.post(url, form)
    assert not row(unusual, "entrants").check.warnings[0].explained
    client.post(url, form | {f"{card(unusual)}-r": "1"})
    warning = row(unusual, "entrants").check.warnings[0]
    assert (warning.explained, warning.explanation) == (True, WHY)


def test_a_submitted_part_is_to_be_read_only(unusual: Scene) -> None:
    answer_rest(unusual)
    explained(unusual, said(unusual, WHY))
    client, url = unusual.client("officer"), unusual.url("unusual/")
    form = filled_in(client.get(f"{url}?change={card(unusual)}"))
    form[f"{card(unusual)}-t"] = "Too late"
    submit(unusual)
    page = client.get(f"{url}?change={card(unusual)}").content.decode()
    assert WHY in page
    assert "<textarea" not in page
    assert "?change=" not in page
    late = client.post(url, form)
    assert late.status_code == 409
    assert "Too late" in late.content.decode()
    assert set(summary_links(late)) <= ids_in(late)
    assert Explanation.objects.get().text == WHY


def test_strangers_and_other_roles(unusual: Scene) -> None:
    url = unusual.url("unusual/")
    assert unusual.client("board").get(url).status_code == 403
    other = unusual.client("other").get(url).content.decode()
    assert "Entrants" not in other
    forged = {
        f"{card(unusual)}-t": WHY,
        f"{card(unusual)}-a": row(unusual, "entrants").check.warnings[0].sentence,
        f"{card(unusual)}-v": "0",
    }
    assert unusual.client("other").post(url, forged).status_code == 302
    assert not Explanation.objects.exists()  # the row is not on their page


def test_the_board_does_not_see_explanations(unusual: Scene) -> None:
    explained(unusual, said(unusual, WHY))
    with given():
        Return.objects.filter(pk=unusual.ret.pk).update(status="published")
    base = f"/p/{unusual.partnership.slug}/dashboard/"
    for path in (base, f"{base}?working=1"):
        assert WHY not in unusual.client("board").get(path, follow=True).content.decode()


def test_every_box_has_a_name_of_its_own(unusual: Scene) -> None:
    response = unusual.client("manager").get(unusual.url("unusual/"))
    page = Document("", 200, response.content.decode())
    labels = [words(label) for label in page.find("//label")]
    assert len(labels) == len(set(labels)) == 2


def test_a_manager_sets_an_indicators_own_thresholds(unusual: Scene) -> None:
    measure = unusual.measures["entrants"]
    base = f"/p/{unusual.partnership.slug}/targets/measures/{measure.pk}/"
    manager = unusual.client("manager")
    page = manager.get(f"{base}change/")
    assert "Empty: 20%." in page.content.decode()
    assert "Empty: 3 times, or a third." in page.content.decode()
    form = filled_in(page)
    wrong = manager.post(f"{base}change/", form | {"warn_times": "1", "warn_change_percent": "0"})
    assert set(summary_links(wrong)) == {"id_warn_times", "id_warn_change_percent"}
    right = form | {"warn_change_percent": "90%", "warn_change_events": "0"}
    assert manager.post(f"{base}change/", right).status_code == 302
    measure.refresh_from_db()
    assert (measure.warn_change_percent, measure.warn_change_events) == (90, 0)
    assert row(unusual, "entrants").check.warnings == ()
    shown = manager.get(base).content.decode()
    assert "A change of 90% and 0 events from the same quarter last year." in shown

"""A return from its opening to its signing off: who may do what, when, and what is refused."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction

from core.models import Conflict
from core.quarters import Quarter
from partnerships.models import Organisation
from targets.actions.figures import Entry, save_figures
from targets.actions.returns import (
    fingerprint,
    open_return,
    send_back_part,
    sign_off_part,
    submit_part,
)
from targets.entry import Columns, as_typed, read
from targets.models import Figure, Return, ReturnPart
from targets.selectors.returns import read_return
from tests.targets.scene import Q4, Scene, filled_in, given, make_scene, scene

__all__ = ["scene"]

pytestmark = pytest.mark.django_db


def answer_all(scene: Scene, organisation: Organisation) -> None:
    """Every measure of the organisation gets a figure of 5."""
    with given():
        for code, measure in scene.measures.items():
            if measure.supplier_id == organisation.pk and scene.figure(code) is None:
                scene.add_figure(code, 5)


def submit(scene: Scene, who: str, organisation: Organisation | None = None) -> ReturnPart:
    part = scene.part(organisation or scene.police)
    return submit_part(by=scene.member(who), part=part, version=part.version)


def sign_off(scene: Scene, who: str, organisation: Organisation | None = None) -> ReturnPart:
    part = scene.part(organisation or scene.police)
    return sign_off_part(by=scene.member(who), part=part, version=part.version)


def status(scene: Scene) -> str:
    scene.ret.refresh_from_db()
    return scene.ret.status


def test_opening_makes_a_part_for_each_supplier_and_no_figures(scene: Scene) -> None:
    assert {part.organisation for part in scene.ret.parts.all()} == {scene.police, scene.council}
    assert not Figure.objects.filter(belongs_to=scene.ret).exists()


def test_opening_is_refused_twice_or_in_the_past_or_for_nothing(scene: Scene) -> None:
    manager = scene.member("manager")
    with pytest.raises(ValidationError, match="has a return already"):
        open_return(by=manager, quarter=Q4, due=date(2015, 4, 30))
    with pytest.raises(ValidationError, match="today or later"):
        open_return(by=manager, quarter=Q4 + 1, due=date(2015, 4, 1))
    with pytest.raises(ValidationError, match="No indicator is in use"):
        open_return(by=manager, quarter=Quarter(2009, 1), due=date(2015, 4, 30))
    with pytest.raises(PermissionDenied):
        open_return(by=scene.member("officer"), quarter=Q4 + 1, due=date(2015, 7, 30))


def test_opening_on_the_page(scene: Scene) -> None:
    url = f"/p/{scene.partnership.slug}/returns/open/"
    manager = scene.client("manager")
    assert "2014-15-q3" in manager.get(url).content.decode()
    police, council = f"due-{scene.police.pk}", f"due-{scene.council.pk}"
    data = filled_in(manager.get(f"{url}?quarter=2014-15-q3"))
    response = manager.post(url, {**data, f"{police}_day": ""})
    assert response.status_code == 422
    for name in (police, council):
        data |= {f"{name}_day": "8", f"{name}_month": "5", f"{name}_year": "2015"}
    assert manager.post(url, data).status_code == 302
    opened = Return.objects.get(partnership=scene.partnership, quarter=Quarter(2014, 3))
    assert opened.due == date(2015, 5, 8)
    assert scene.client("officer").get(url).status_code == 403


def test_submitting_needs_a_figure_or_a_reason_for_every_indicator(scene: Scene) -> None:
    answer_all(scene, scene.police)
    with given():
        Figure.objects.filter(measure=scene.measures["entrants"]).delete()
    with pytest.raises(ValidationError, match="Entrants has no figure and no reason"):
        submit(scene, "officer")
    with given():
        scene.add_figure("entrants", None, state="not_available", reason="not_released")
    assert submit(scene, "officer").status == "submitted"


def test_check_page_links_to_the_missing_field(scene: Scene) -> None:
    client = scene.client("officer")
    url = scene.url(f"submit/{scene.police.pk}/")
    page = client.get(url).content.decode()
    rate = scene.measures["crime-rate"].pk
    assert f'href="{scene.section_url}#m{rate}-n"' in page
    assert "Submit for sign-off" not in page
    part = scene.part(scene.police)
    response = client.post(url, {"version": part.version})
    assert response.status_code == 422
    stands_in_the_way = response.content.decode()
    assert "This cannot be submitted yet" in stands_in_the_way
    assert stands_in_the_way.count(f'href="{scene.section_url}#m') == 4
    assert scene.part(scene.police).status == "open"


def test_the_whole_way_on_the_pages(scene: Scene) -> None:
    """PURPOSE: officer submits, another officer signs off, the manager is offered to publish."""
    answer_all(scene, scene.police)
    answer_all(scene, scene.council)
    for name, organisation in (("officer", scene.police), ("other", scene.council)):
        client = scene.client(name)
        url = scene.url(f"submit/{organisation.pk}/")
        response = client.post(url, filled_in(client.get(url)), follow=True)
        assert "Submitted for sign-off" in response.content.decode()
    assert status(scene) == "submitted"
    url = scene.url(f"sign-off/{scene.police.pk}/")
    own = scene.client("officer").get(url).content.decode()
    assert "You submitted these figures" in own
    assert 'name="sign_off"' not in own
    colleague = scene.client("colleague")
    page = colleague.get(url)
    assert 'name="sign_off"' in page.content.decode()
    data = {"version": filled_in(page)["version"], "sign_off": "1"}
    assert "Signed off" in colleague.post(url, data, follow=True).content.decode()
    assert status(scene) == "submitted"
    sign_off(scene, "manager", scene.council)
    assert status(scene) == "signed_off"
    hub = scene.client("manager").get(scene.url()).content.decode()
    assert "Everything is signed off and can be published" in hub


def test_the_submitter_cannot_sign_off(scene: Scene) -> None:
    """TRUST: separation of duties, on the page, in the action and in the database."""
    answer_all(scene, scene.police)
    part = submit(scene, "officer")
    with pytest.raises(PermissionDenied):
        sign_off(scene, "officer")
    with pytest.raises(PermissionDenied):
        send_back_part(by=scene.member("officer"), part=part, version=part.version, note="Oh")
    url = scene.url(f"sign-off/{scene.police.pk}/")
    answer = scene.client("officer").post(url, {"version": part.version, "sign_off": "1"})
    assert answer.status_code == 403
    user = scene.users["officer"].pk
    with pytest.raises(IntegrityError), given(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE targets_returnpart SET status = 'signed_off', signed_off_by_id = %s,"
            " signed_off_at = submitted_at WHERE id = %s",
            [user, part.pk],
        )
    other = scene.users["colleague"].pk
    with pytest.raises(IntegrityError), given(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE targets_returnpart SET status = 'signed_off', signed_off_by_id = %s,"
            " submitted_by_id = %s, signed_off_at = submitted_at WHERE id = %s",
            [user, other, part.pk],
        )
    assert scene.part(scene.police).status == "submitted"


def test_signed_off_without_being_submitted_is_refused_by_the_database(scene: Scene) -> None:
    part = scene.part(scene.police)
    one, two = scene.users["officer"], scene.users["colleague"]
    with pytest.raises(IntegrityError), given():
        ReturnPart.objects.filter(pk=part.pk).update(
            status="signed_off",
            submitted_by=one,
            submitted_at="2015-04-20T10:00Z",
            signed_off_by=two,
            signed_off_at="2015-04-20T10:00Z",
        )


def test_strangers_to_a_part(scene: Scene) -> None:
    answer_all(scene, scene.police)
    part = submit(scene, "officer")
    other = scene.member("other")
    with pytest.raises(PermissionDenied):
        sign_off_part(by=other, part=part, version=part.version)
    with pytest.raises(PermissionDenied):
        submit_part(by=other, part=part, version=part.version)
    with pytest.raises(PermissionDenied):
        sign_off_part(by=scene.member("board"), part=part, version=part.version)
    client = scene.client("other")
    for step in ("submit", "sign-off"):
        assert client.get(scene.url(f"{step}/{scene.police.pk}/")).status_code == 404
        assert client.post(scene.url(f"{step}/{scene.police.pk}/")).status_code == 404
        assert client.get(scene.url(f"{step}/{10**30}/")).status_code == 404
        assert scene.client("board").get(scene.url(f"{step}/{part.pk}/")).status_code == 403
    with given():
        elsewhere = make_scene("farshire")
    foreign = elsewhere.member("manager")
    with pytest.raises(PermissionDenied):
        sign_off_part(by=foreign, part=part, version=part.version)
    assert elsewhere.client("manager").get(scene.url()).status_code == 404


def test_sending_back_opens_it_again_with_a_note(scene: Scene) -> None:
    answer_all(scene, scene.police)
    submit(scene, "officer")
    url = scene.url(f"sign-off/{scene.police.pk}/")
    manager = scene.client("manager")
    data = {"version": scene.part(scene.police).version, "send_back": "1", "note": " "}
    response = manager.post(url, data)
    assert response.status_code == 422
    assert "Say what needs to change" in response.content.decode()
    assert manager.post(url, data | {"note": "Check the rate"}).status_code == 302
    part = scene.part(scene.police)
    assert (part.status, part.note, part.editable) == ("returned", "Check the rate", True)
    assert status(scene) == "open"
    hub = scene.client("officer").get(scene.url()).content.decode()
    assert "Check the rate" in hub
    assert submit(scene, "colleague").status == "submitted"
    assert sign_off(scene, "officer").status == "signed_off"


def test_signed_off_figures_only_a_manager_sends_back(scene: Scene) -> None:
    answer_all(scene, scene.police)
    submit(scene, "officer")
    part = sign_off(scene, "colleague")
    with pytest.raises(Conflict):
        send_back_part(by=scene.member("officer"), part=part, version=part.version, note="Late")
    send_back_part(by=scene.member("manager"), part=part, version=part.version, note="Late")
    assert scene.part(scene.police).signed_off_by is None


def test_two_people_cannot_take_the_same_step(scene: Scene) -> None:
    answer_all(scene, scene.police)
    stale = scene.part(scene.police)
    submit(scene, "officer")
    with pytest.raises(Conflict):
        submit_part(by=scene.member("colleague"), part=stale, version=stale.version)
    waiting = scene.part(scene.police)
    sign_off(scene, "colleague")
    with pytest.raises(Conflict) as caught:
        sign_off_part(by=scene.member("manager"), part=waiting, version=waiting.version)
    assert isinstance(caught.value.current, ReturnPart)
    url = scene.url(f"sign-off/{scene.police.pk}/")
    data = {"version": waiting.version, "sign_off": "1"}
    response = scene.client("manager").post(url, data)
    assert response.status_code == 409
    assert "This has changed since you opened the page" in response.content.decode()


def test_submitting_what_one_has_not_seen_is_refused(scene: Scene) -> None:
    answer_all(scene, scene.police)
    client = scene.client("officer")
    url = scene.url(f"submit/{scene.police.pk}/")
    data = filled_in(client.get(url))
    with given():
        Figure.objects.filter(measure=scene.measures["entrants"]).update(value=6, version=2)
    assert fingerprint(scene.part(scene.police)) != data["seen"]
    assert client.post(url, data).status_code == 409
    assert scene.part(scene.police).status == "open"


SUBMITTED_CHANGES = [
    "UPDATE targets_figure SET value = 1 WHERE id = %s",
    "UPDATE targets_figure SET internal_note = 'x' WHERE id = %s",
    "UPDATE targets_figure SET part_id = NULL WHERE id = %s",
    "DELETE FROM targets_figure WHERE id = %s",
]


@pytest.mark.both_databases
@pytest.mark.parametrize("statement", SUBMITTED_CHANGES)
@pytest.mark.parametrize("state", ["submitted", "signed_off", "published"])
def test_closed_figures_do_not_change_even_by_raw_sql(
    scene: Scene, statement: str, state: str
) -> None:
    """TRUST B4: a submitted return changes only through a recorded step."""
    answer_all(scene, scene.police)
    answer_all(scene, scene.council)
    figure = scene.figure("entrants")
    assert figure is not None
    submit(scene, "officer")
    if state != "submitted":
        sign_off(scene, "colleague")
    if state == "published":
        submit(scene, "other", scene.council)
        sign_off(scene, "manager", scene.council)
        with given():
            Return.objects.filter(pk=scene.ret.pk).update(status="published")
    with (
        pytest.raises(IntegrityError, match="do not change"),
        given(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement, [figure.pk])
    figure.refresh_from_db()
    assert figure.value == 5


@pytest.mark.both_databases
def test_no_figure_enters_a_closed_part(scene: Scene) -> None:
    answer_all(scene, scene.police)
    submit(scene, "officer")
    with given():
        scene.add_measure("late")
    with pytest.raises(IntegrityError, match="do not change"), given():
        scene.add_figure("late", 3)


@pytest.mark.both_databases
def test_a_figure_belongs_to_one_quarter_and_one_return(scene: Scene) -> None:
    with given():
        figure = scene.add_figure("entrants", 3)
        past = scene.add_figure("crime-rate", 3, Q4 - 1)
    for change in ({"quarter": Q4 + 1}, {"belongs_to": past.belongs_to}):
        with pytest.raises(IntegrityError), given():
            Figure.objects.filter(pk=figure.pk).update(**change)


def test_past_figures_may_change_with_their_status(scene: Scene) -> None:
    with given():
        past = scene.add_figure("entrants", 3, Q4 - 1)
        past.value = 4
        past.save()
    past.refresh_from_db()
    assert past.value == 4


def test_parts_of_a_published_return_do_not_change(scene: Scene) -> None:
    with given():
        Return.objects.filter(pk=scene.ret.pk).update(status="published")
    with pytest.raises(IntegrityError), given():
        ReturnPart.objects.filter(belongs_to=scene.ret).update(note="x")


def _entry(scene: Scene, code: str, text: str, version: int) -> Entry:
    page = read_return(scene.member("manager"), scene.ret)
    row = page.row(scene.measures[code].pk)
    assert row is not None
    columns = read(row.question, as_typed(row.question, None) | {"v": text})
    return Entry(row.measure.pk, version, columns)


def test_saving_checks_permission_version_and_state_itself(scene: Scene) -> None:
    officer, board = scene.member("officer"), scene.member("board")
    entry = _entry(scene, "entrants", "5", 0)
    foreign = _entry(scene, "fly-tipping", "5", 0)
    for by, entries in ((board, [entry]), (officer, [entry, foreign])):
        with pytest.raises(PermissionDenied), transaction.atomic():
            save_figures(by=by, ret=scene.ret, entries=entries)
    assert scene.figure("entrants") is None
    assert save_figures(by=officer, ret=scene.ret, entries=[entry]).saved == {entry.measure_id}
    clash = save_figures(by=officer, ret=scene.ret, entries=[_entry(scene, "entrants", "6", 0)])
    assert list(clash.conflicts) == [entry.measure_id]
    figure = scene.figure("entrants")
    assert figure is not None
    assert (figure.value, figure.version) == (5, 1)
    save_figures(by=officer, ret=scene.ret, entries=[_entry(scene, "entrants", "7", 1)])
    figure.refresh_from_db()
    assert (figure.value, figure.version) == (7, 2)


def test_two_first_saves_are_told_apart_by_the_database(scene: Scene) -> None:
    """The unique constraint holds where the check before it was too early."""
    from targets.actions.figures import Outcome, _first, _write

    with given():
        scene.add_measure("more")
        scene.add_figure("entrants", 212)
        outcome = Outcome()
        part = {"part_id": scene.part(scene.police).pk}
        entries = [_entry(scene, code, "185", 0) for code in ("entrants", "more")]
        firsts = [
            _first(scene.ret, entry.measure_id, {**entry.columns.as_dict(), **part})
            for entry in entries
        ]
        _write(scene.ret, firsts, {}, outcome)
    assert [f.value for f in outcome.conflicts.values() if f] == [212]
    assert outcome.saved == {scene.measures["more"].pk}
    assert scene.figure("more").value == 185


def test_columns_cover_what_is_entered() -> None:
    """A column added to the figure is either entered or named here."""
    others = {"id", "version", "partnership", "belongs_to", "part", "measure", "quarter", "revised"}
    others |= {"how", "came_from"}  # said by the way in which it came, not by the row
    names = {field.name for field in Figure._meta.concrete_fields}
    assert names == others | set(Columns.__dataclass_fields__)

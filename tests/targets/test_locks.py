"""Whether figures may change, and why not in words: the last day, exceptions, and who holds it."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from core import clock
from targets.actions.figures import save_figures
from targets.actions.returns import send_back_part, submit_part
from targets.actions.round import change_due, make_exception
from targets.locks import may_enter
from targets.models import LockException, ReturnPart
from targets.selectors.words import why_closed, why_still_open
from tests.targets.scene import DUE, Scene, filled_in, given, make_scene, scene, summary_links
from tests.targets.test_returns_steps import _entry, answer_all, sign_off, submit

__all__ = ["scene"]

pytestmark = pytest.mark.django_db

CLOSES = date(2015, 5, 12)
AFTER = date(2015, 5, 13)
CLOSED = "Entering closed on 12 May 2015. A manager can open it again until a date."


@pytest.fixture
def closing(scene: Scene) -> Scene:
    """The police's entering closes after 12 May 2015."""
    part = scene.part(scene.police)
    change_due(by=scene.member("manager"), part=part, version=1, due=DUE, closes_on=CLOSES)
    return scene


def why(scene: Scene) -> str:
    return why_closed(scene.ret, scene.part(scene.police))


def save(scene: Scene, value: str, version: int = 0, who: str = "officer"):
    entry = _entry(scene, "entrants", value, version)
    return save_figures(by=scene.member(who), ret=scene.ret, entries=[entry])


def except_until(scene: Scene, until: date, reason: str = "A late file", who: str = "manager"):
    part = scene.part(scene.police)
    return make_exception(by=scene.member(who), part=part, until=until, reason=reason)


def test_the_last_day_is_a_day_for_entering(closing: Scene) -> None:
    with clock.fixed(CLOSES):
        assert why(closing) == ""
        assert save(closing, "5").saved
    with clock.fixed(AFTER):
        assert why(closing) == CLOSED
        assert save(closing, "6", 1).closed == {closing.measures["entrants"].pk}
    figure = closing.figure("entrants")
    assert figure is not None
    assert figure.value == 5


def test_managers_are_held_too(closing: Scene) -> None:
    with clock.fixed(AFTER):
        assert save(closing, "5", who="manager").closed
    assert closing.figure("entrants") is None


def test_another_organisation_is_not_held(closing: Scene) -> None:
    with clock.fixed(AFTER):
        entry = _entry(closing, "fly-tipping", "5", 0)
        assert save_figures(by=closing.member("other"), ret=closing.ret, entries=[entry]).saved


def test_the_page_says_why_and_keeps_what_was_typed(closing: Scene) -> None:
    client = closing.client("officer")
    data = filled_in(client.get(closing.section_url))
    with clock.fixed(AFTER):
        page = client.get(closing.section_url).content.decode()
        assert CLOSED in page
        assert ">Save<" not in page
        late = client.post(
            closing.section_url, data | {f"m{closing.measures['entrants'].pk}-v": "777"}
        )
        assert late.status_code == 409
        assert "777" in late.content.decode()
        assert CLOSED in client.get(f"/p/{closing.partnership.slug}/returns/").content.decode()
    assert closing.figure("entrants") is None


def test_submitting_is_held_too(closing: Scene) -> None:
    answer_all(closing, closing.police)
    part = closing.part(closing.police)
    with clock.fixed(AFTER):
        with pytest.raises(ValidationError, match="Entering closed on 12 May 2015"):
            submit_part(by=closing.member("officer"), part=part, version=part.version)
        except_until(closing, date(2015, 5, 20))
        assert submit(closing, "officer").status == "submitted"


def test_signing_off_goes_on_after_the_last_day(closing: Scene) -> None:
    answer_all(closing, closing.police)
    submit(closing, "officer")
    with clock.fixed(AFTER):
        assert why(closing).startswith("Submitted for sign-off by officer")
        assert sign_off(closing, "colleague").status == "signed_off"


def test_what_is_sent_back_too_late_needs_an_exception(closing: Scene) -> None:
    answer_all(closing, closing.police)
    part = submit(closing, "officer")
    with clock.fixed(AFTER):
        send_back_part(
            by=closing.member("manager"), part=part, version=part.version, note="The rate"
        )
        assert why(closing) == CLOSED
        except_until(closing, AFTER)
        assert why(closing) == ""


def test_an_exception_opens_it_until_its_day(closing: Scene) -> None:
    with clock.fixed(AFTER):
        except_until(closing, date(2015, 5, 20))
        assert save(closing, "5").saved
        part = closing.part(closing.police)
        assert why_still_open(part) == (
            "Open until 20 May 2015 by an exception of manager: A late file"
        )
        page = closing.client("officer").get(f"/p/{closing.partnership.slug}/returns/")
        assert "Open until 20 May 2015 by an exception of manager" in page.content.decode()
        hub = closing.client("officer").get(closing.url()).content.decode()
        assert "Open until 20 May 2015 by an exception of manager: A late file" in hub
    with clock.fixed(date(2015, 5, 20)):
        assert save(closing, "6", 1).saved
    with clock.fixed(date(2015, 5, 21)):
        said = "Entering closed on 20 May 2015. A manager can open it again until a date."
        assert why(closing) == said
        assert save(closing, "7", 2).closed


def test_the_newest_exception_counts(closing: Scene) -> None:
    with clock.fixed(AFTER):
        except_until(closing, date(2015, 5, 29))
        except_until(closing, date(2015, 5, 15), "Enough")
    with clock.fixed(date(2015, 5, 18)):
        assert "closed on 15 May 2015" in why(closing)
        except_until(closing, date(2015, 5, 19), "Once more")
        assert why(closing) == ""


def test_an_exception_never_closes_before_the_last_day(closing: Scene) -> None:
    with clock.fixed(date(2015, 5, 5)):
        except_until(closing, date(2015, 5, 6))
    with clock.fixed(date(2015, 5, 8)):
        assert why(closing) == ""
        assert why_still_open(closing.part(closing.police)) == ""


def test_an_exception_opens_nothing_that_is_submitted(closing: Scene) -> None:
    answer_all(closing, closing.police)
    submit(closing, "officer")
    with clock.fixed(AFTER), pytest.raises(ValidationError, match="Submitted for sign-off"):
        except_until(closing, date(2015, 5, 20))


def test_exceptions_are_a_managers_and_say_why(closing: Scene, scene: Scene) -> None:
    with clock.fixed(AFTER):
        for who in ("officer", "board"):
            with pytest.raises(PermissionDenied):
                except_until(closing, date(2015, 5, 20), who=who)
        with pytest.raises(ValidationError) as caught:
            except_until(closing, date(2015, 5, 12), " ")
        assert set(caught.value.message_dict) == {"until", "reason"}
        with given():
            elsewhere = make_scene("farshire")
        with pytest.raises(PermissionDenied):
            make_exception(
                by=elsewhere.member("manager"),
                part=closing.part(closing.police),
                until=AFTER,
                reason="x",
            )
        with pytest.raises(ValidationError, match="no exception is needed"):
            make_exception(
                by=closing.member("manager"),
                part=closing.part(closing.council),
                until=AFTER,
                reason="x",
            )
    assert not LockException.objects.exists()


@pytest.mark.both_databases
def test_an_exception_is_never_rewritten(closing: Scene) -> None:
    with clock.fixed(AFTER):
        made = except_until(closing, date(2015, 5, 20))
    for statement in (
        "UPDATE targets_lockexception SET until = '2020-01-01' WHERE id = %s",
        "DELETE FROM targets_lockexception WHERE id = %s",
    ):
        with pytest.raises(IntegrityError), given(), connection.cursor() as cursor:
            cursor.execute(statement, [made.pk])


def test_the_exceptions_page(closing: Scene) -> None:
    url = closing.url(f"exception/{closing.police.pk}/")
    manager = closing.client("manager")
    assert "Entering closes after 12 May 2015." in manager.get(url).content.decode()
    open_ = manager.get(closing.url(f"exception/{closing.council.pk}/")).content.decode()
    assert "no exception is needed" in open_
    assert '<form method="post" novalidate' not in open_
    with clock.fixed(AFTER):
        page = manager.get(url)
        assert CLOSED in page.content.decode()
        data = filled_in(page)
        wrong = manager.post(url, data)
        assert wrong.status_code == 422
        assert summary_links(wrong) == ["id_until_0", "id_reason"]
        data |= {"until_day": "12", "until_month": "5", "until_year": "2015", "reason": "Flood"}
        past = manager.post(url, data)
        assert past.status_code == 422
        assert "The last day must be today or later" in past.content.decode()
        assert "Flood" in past.content.decode()
        assert manager.post(url, data | {"until_day": "20"}).status_code == 302
        again = manager.get(url).content.decode()
    assert "Open until 20 May 2015 by an exception of manager: Flood" in again
    for who, status in (("officer", 403), ("other", 403), ("board", 403)):
        assert closing.client(who).get(url).status_code == status
        assert closing.client(who).post(url, data).status_code == status
    assert LockException.objects.count() == 1


def test_pages_do_not_ask_for_each_parts_exceptions(closing: Scene) -> None:
    """A part after its last day costs no query of its own."""
    client = closing.client("manager")

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(closing.section_url).status_code == 200
        return len(queries)

    with clock.fixed(CLOSES):
        before = cost()
    with given():
        ReturnPart.objects.filter(belongs_to=closing.ret).update(closes_on=CLOSES)
    with clock.fixed(AFTER):
        assert cost() == before


def test_past_figures_are_not_entered_here(scene: Scene) -> None:
    with given():
        past = scene.add_figure("entrants", 3, scene.ret.quarter - 1).belongs_to
    assert "past figures" in why_closed(past, scene.part(scene.police))
    assert not may_enter(past, scene.part(scene.police))

"""What the rules make of a figure while it is entered: rating, direction, warnings and notes."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dashboards.models import StatedJudgement
from dashboards.opinions import opinions_of
from dashboards.selectors import working_dashboard
from dashboards.types import to_json
from targets import models
from targets.opinions import Opinion, opinions
from targets.terms import Warned
from tests.dashboards.leicestershire import Built
from tests.dashboards.measuring import Q4, TWELVE, given, measured

pytestmark = pytest.mark.django_db


def opinion(county: Built, measure: models.Measure) -> Opinion:
    return opinions_of(county.partnership, Q4, [measure.pk])[measure.pk]


def warned(county: Built, measure: models.Measure) -> dict[Warned, str]:
    return dict(opinion(county, measure).warnings)


# --- The judge ----------------------------------------------------------------------------------


def test_it_is_the_dashboards_own_judge(county: Built) -> None:
    """Every figure is seen as the board will see it."""
    shown = working_dashboard(county.partnership, Q4, settled=True).rows
    found = opinions(county.partnership, Q4)  # by the door through which the room below asks
    assert found.keys() == {row.measure_id for row in shown}
    assert len(shown) == 12
    for row in shown:
        one = found[row.measure_id]
        assert (one.rating, one.explanation) == (row.rating.value, row.rating.explanation)
        assert (one.direction, one.direction_words) == (row.direction.shown, row.direction.words)
        assert one.rating_reason == row.rating.short_reason
        assert one.stated == row.stated_sentences


def test_some_measures_are_judged_in_as_many_queries_as_all(county: Built) -> None:
    every = opinions_of(county.partnership, Q4)
    one = next(iter(every))
    with CaptureQueriesContext(
        connection,
    ) as queries:
        few = opinions_of(county.partnership, Q4, [one])
    assert few == {one: every[one]}
    assert len(queries) == 7
    with CaptureQueriesContext(connection) as queries:
        opinions_of(county.partnership, Q4)
    assert len(queries) == 7


def test_unsigned_figures_of_an_open_return_are_not_looked_at(county: Built) -> None:
    """As in publications: an earlier return that is still open says nothing yet."""
    measure = measured(county, [40, 60], target=50, status="open")
    assert Warned.RATING not in warned(county, measure)
    assert opinion(county, measure).direction == "not_comparable"


# --- Outside the usual range --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        (
            63,
            "Burglaries is 63. That is above its usual range, 37.2 to 62.8, and the highest in "
            "13 quarters. The range is provisional: it rests on few quarters.",
        ),
        (62, ""),
        (38, ""),
        (
            37,
            "Burglaries is 37. That is below its usual range, 37.2 to 62.8, and the lowest in "
            "13 quarters. The range is provisional: it rests on few quarters.",
        ),
    ],
)
def test_outside_the_range_of_the_points_before(county: Built, value: int, sentence: str) -> None:
    """GOLDEN: the limits of shared/domain.md 6, 62.816364 and 37.183636."""
    assert warned(county, measured(county, [*TWELVE, value])).get(Warned.USUAL_RANGE, "") == (
        sentence
    )


def test_fewer_than_eight_points_have_no_range(county: Built) -> None:
    assert warned(county, measured(county, [*TWELVE[:7], 99])) == {}
    assert Warned.USUAL_RANGE in warned(county, measured(county, [*TWELVE[:8], 99], code="more"))


def test_a_series_break_starts_the_range_again(county: Built) -> None:
    measure = measured(county, [*TWELVE, 99])
    with given():
        broken = models.SeriesBreak.objects.create(
            partnership=county.partnership, measure=measure, quarter=Q4 - 7, note="New rule"
        )
    assert warned(county, measure) == {}  # seven points since
    with given():
        models.SeriesBreak.objects.filter(pk=broken.pk).update(quarter=Q4 - 8)
    assert Warned.USUAL_RANGE in warned(county, measure)


def test_points_that_never_varied_and_faulty_figures_have_no_range(county: Built) -> None:
    assert warned(county, measured(county, [*[7] * 9, 8])) == {}
    measure = measured(county, [*TWELVE, 99], code="faulty")
    with given():
        models.Figure.objects.filter(measure=measure, quarter=Q4).update(quality_problem=True)
    assert warned(county, measure) == {}


def test_what_cannot_be_below_nothing_has_one_limit(county: Built) -> None:
    sentence = warned(county, measured(county, [0, 3, 1, 0, 2, 0, 1, 3, 1, 20]))[Warned.USUAL_RANGE]
    assert "above its usual range, up to " in sentence


def test_the_range_is_of_quarters_not_of_the_rolling_years_they_make(county: Built) -> None:
    measure = measured(county, [*TWELVE, 63], basis="rolling_year")
    assert "Burglaries is 63." in warned(county, measure)[Warned.USUAL_RANGE]


# --- Two steps ----------------------------------------------------------------------------------


def test_a_rating_that_moves_two_steps(county: Built) -> None:
    assert warned(county, measured(county, [40, 60], target=50)) == {
        Warned.RATING: "Burglaries is 60, which is rated Red. "
        "October to December 2014 was rated Green (40)."
    }
    back = warned(county, measured(county, [60, 40], target=50, code="back"))
    assert "is rated Green. October to December 2014 was rated Red (60)." in back[Warned.RATING]


def test_one_step_is_none(county: Built) -> None:
    assert warned(county, measured(county, [52, 60], target=50)) == {}  # amber to red
    assert warned(county, measured(county, [40, 52], target=50, code="amber")) == {}
    assert warned(county, measured(county, [60, 60], target=50, code="same")) == {}


def test_it_is_the_last_quarter_that_was_rated(county: Built) -> None:
    gap = warned(county, measured(county, [40, None, 60], target=50))
    assert "July to September 2014 was rated Green" in gap[Warned.RATING]
    later = measured(county, [40, 60, 60], target=50, code="later")
    assert warned(county, later) == {}  # it was red in between


def test_two_steps_only_where_comparable(county: Built) -> None:
    measure = measured(county, [40, 60], target=50)
    with given():
        broken = models.SeriesBreak.objects.create(
            partnership=county.partnership, measure=measure, quarter=Q4, note="New rule"
        )
    assert Warned.RATING not in warned(county, measure)
    with given():
        broken.delete()
        models.Target.objects.filter(measure=measure).update(starts=date(2015, 1, 1))
    assert Warned.RATING not in warned(county, measure)  # it had another target, or none, then


def test_what_officers_state_is_what_moves(county: Built) -> None:
    """The board sees Green, so nothing moved."""
    measure = measured(county, [40, 60], target=50)
    with given():
        StatedJudgement.objects.create(
            partnership=county.partnership, measure=measure, quarter=Q4, until_quarter=Q4,
            rag="green", reason="Late records of one week", stated_by="Head of Safety",
            stated_on=date(2015, 4, 20),
        )  # fmt: skip
    assert warned(county, measure) == {}
    assert opinion(county, measure).rating == "green"


# --- Notes --------------------------------------------------------------------------------------


def test_notes_on_targets_and_commentary(county: Built) -> None:
    assert (
        "There is no target, so it is not rated." in opinion(county, measured(county, [40])).notes
    )
    red = measured(county, [60], target=50, code="red")
    note = (
        "It is rated Red and has no commentary. Say what changed and what you are doing, "
        "who is doing it and by when."
    )
    assert opinion(county, red).notes == (note,)
    for fields, notes in (
        (
            {"commentary_change": "More of them."},
            ("It is rated Red. Say who is doing something about it and by when.",),
        ),
        ({"action_owner": "Chief Inspector"}, ("It is rated Red. Say by when.",)),
        ({"action_due": date(2015, 6, 30)}, ()),
    ):
        with given():
            models.Figure.objects.filter(measure=red).update(**fields)
        assert opinion(county, red).notes == notes
    assert opinion(county, measured(county, [40], target=50, code="green")).notes == ()


def test_notes_on_runs(county: Built) -> None:
    rising = measured(county, [*TWELVE, 46, 47, 48, 49, 50, 51], target=99)
    assert "It has risen in each of the last six quarters." in opinion(county, rising).notes
    low = measured(county, [*TWELVE, 40, 40], target=99, code="low")
    assert opinion(county, low).notes == (
        "Two of the last three quarters are near the bottom of its usual range.",
    )


# --- To whom ------------------------------------------------------------------------------------


def test_explanations_do_not_go_to_the_board(county: Built) -> None:
    measure = measured(county, [40, 60], target=50)
    with given():
        models.Explanation.objects.create(
            partnership=county.partnership, figure=measure.figures.get(quarter=Q4),
            kind="rating", about="It is Red.", text="A burglar moved here.",
        )  # fmt: skip
    assert "A burglar" not in to_json(working_dashboard(county.partnership, Q4))

"""What a strategy leaves open: each kind of hole, who sees what, and from which version."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from audit.context import context
from core import clock
from core.quarters import Quarter
from dashboards.coverage import SHORT, Coverage, Gap, Goal, Line, Section
from dashboards.selectors import coverage as selector
from dashboards.selectors.coverage import coverage_of
from dashboards.strands import strands
from partnerships.access import get_member
from partnerships.models import Group
from partnerships.permissions import Role
from strategies.models import Outcome, Priority, PriorityWording, Strategy, StrategyVersion
from targets.models import Measure, Target
from targets.terms import Unrated
from tests.dashboards.conftest import publish, signed_in
from tests.dashboards.leicestershire import Built, build

Q4, Q3 = Quarter(2014, 4), Quarter(2014, 3)


def found_by(built: Built, role: Role = Role.BOARD) -> Coverage:
    return coverage_of(get_member(built.users[role], built.partnership.slug))


def named(found: Coverage, gap: Gap) -> list[str]:
    return [item.name for hole in found.holes if hole.gap is gap for item in hole.items]


# --- The rules, without rows ---

GOAL = Goal(1, "Fewer", "Reduce on baseline", "Fewer than 5", "5 (2013-14)", "PCC target")
LINE = Line(1, "Burglary", "Police", "Chief Inspector", goals=(GOAL,))
FULL = Section("priority-1", "A", "Homes", lead="Group", lead_owner="Head", lines=(LINE,))


def test_what_a_target_means_is_said_once() -> None:
    assert GOAL.meaning == "Reduce on baseline: Fewer than 5"
    assert replace(GOAL, kind="At least", expects="At least 90%").meaning == "At least 90%"


def test_nothing_left_open() -> None:
    plan = selector.PlanLine("Strategy", "s", 1, "This strategy is adopted.")
    found = Coverage((plan,), (FULL,), "Mayor")
    assert found.summary == "1 priority, 1 indicator, 1 target: no hole."
    assert found.holes == ()


@pytest.mark.parametrize(
    ("section", "gaps"),
    [
        (FULL, ()),
        (replace(FULL, lines=()), (Gap.NO_INDICATOR,)),
        (replace(FULL, lines=(), cross_cutting=True), (Gap.CROSS_CUTTING,)),
        (replace(FULL, lines=(replace(LINE, goals=()),), cross_cutting=True), (Gap.CROSS_CUTTING,)),
        (replace(FULL, lead="", lead_owner=""), (Gap.NO_LEAD,)),
        (replace(FULL, lead_owner=""), (Gap.NO_OWNER,)),
        (
            replace(FULL, lines=(replace(LINE, goals=(replace(GOAL, alignment=""),)),)),
            (Gap.NO_ALIGNED,),
        ),
        (Section("outcome-1", "", "Safety", is_priority=False), (Gap.NO_INDICATOR,)),
        (Section("other", "", "Rest", is_priority=False, placed=False), ()),
    ],
)
def test_holes_of_a_section(section: Section, gaps: tuple[Gap, ...]) -> None:
    assert section.gaps == gaps


@pytest.mark.parametrize(
    ("line", "gaps"),
    [
        (LINE, ()),
        (replace(LINE, goals=()), (Gap.NO_TARGET,)),
        (replace(LINE, needs_context=True), (Gap.CONTEXT,)),
        (replace(LINE, goals=(), needs_context=True), (Gap.CONTEXT,)),
        (replace(LINE, without_figures=True), (Gap.NO_FIGURES,)),
    ],
)
def test_holes_of_an_indicator(line: Line, gaps: tuple[Gap, ...]) -> None:
    assert line.gaps == gaps


@pytest.mark.parametrize(
    ("unrated", "outstanding", "gaps"),
    [
        (None, False, ()),
        (Unrated.PLACEHOLDER, True, (Gap.PLACEHOLDER,)),
        (Unrated.BASELINE, False, (Gap.BASELINE,)),
        (None, True, (Gap.BASELINE,)),
        (Unrated.NO_FIGURE, False, (Gap.CONDITION,)),
        (Unrated.MONITOR, False, ()),
        (Unrated.CONTEXT, False, ()),
    ],
)
def test_holes_of_a_target(
    unrated: Unrated | None, outstanding: bool, gaps: tuple[Gap, ...]
) -> None:
    assert replace(GOAL, unrated=unrated, baseline_outstanding=outstanding).gaps == gaps


def test_every_kind_that_a_cell_can_have_has_a_short_name() -> None:
    assert set(Gap) - set(SHORT) == {Gap.NO_STRATEGY, Gap.STRAND}
    assert len({gap.key for gap in Gap}) == len(Gap)


LINES = st.builds(
    Line,
    measure_id=st.integers(1, 99),
    name=st.text(max_size=5),
    supplier=st.just("Police"),
    owner=st.sampled_from(["", "Post"]),
    goals=st.lists(
        st.builds(
            replace,
            st.just(GOAL),
            alignment=st.sampled_from(["", "PCC target"]),
            unrated=st.sampled_from([None, *Unrated]),
            baseline_outstanding=st.booleans(),
        ),
        max_size=3,
    ).map(tuple),
    needs_context=st.booleans(),
    without_figures=st.booleans(),
)
SECTIONS = st.builds(
    Section,
    key=st.just("k"),
    code=st.just("A"),
    title=st.just("T"),
    is_priority=st.booleans(),
    cross_cutting=st.booleans(),
    lead=st.sampled_from(["", "Group"]),
    lead_owner=st.sampled_from(["", "Head"]),
    lines=st.lists(LINES, max_size=3).map(tuple),
)


@given(st.lists(SECTIONS, max_size=4))
def test_no_hole_is_lost_or_counted_twice(sections: list[Section]) -> None:
    plan = selector.PlanLine("Strategy", "s", 1, "")
    found = Coverage((plan,), tuple(sections), "Mayor")
    own = sum(
        len(section.gaps)
        + sum(len(line.gaps) + sum(len(goal.gaps) for goal in line.goals) for line in section.lines)
        for section in sections
    )
    assert found.count == own
    assert [hole.gap for hole in found.holes] == [gap for gap in Gap if named(found, gap)]


# --- What the law asks for ---


def test_serious_violence_is_asked_for_since_2023() -> None:
    (serious,) = [strand for strand in strands() if strand.code == "serious-violence"]
    assert not serious.holds(date(2014, 4, 1), date(2017, 3, 31))
    assert serious.holds(date(2022, 4, 1), date(2025, 3, 31))
    for text in ("Reduce serious violence", "KNIFE crime", "gangs", "Serious youth violence"):
        assert serious.is_named_in(["Other", text]), text
    for text in ("Violence with injury", "burglary", "penknifes", "seriously", ""):
        assert not serious.is_named_in([text]), text


@pytest.mark.django_db
def test_the_serious_violence_strand(county: Built) -> None:
    """A strategy of today that names it nowhere has a hole; one that does has none."""
    strategy = county.outcomes[0].strategy
    before = found_by(county)
    assert not [name for name in named(before, Gap.STRAND) if name.startswith("Serious violence")]
    assert [name.split(":")[0] for name, _ in before.other_strands] == ["Serious violence"]
    with clock.fixed(date(2024, 5, 1)):
        with context(by="test", action="test.today"):
            Strategy.objects.filter(pk=strategy.pk).update(
                starts=date(2022, 4, 1), ends=date(2025, 3, 31)
            )
        with clock.fixed(date(2023, 1, 30)):  # the day before the law asks for it
            assert not [one for one in named(found_by(county), Gap.STRAND) if "violence" in one]
        (name,) = [name for name in named(found_by(county), Gap.STRAND) if "violence" in name]
        assert name.startswith("Serious violence")
        with context(by="test", action="test.named"):
            county.outcomes[0].wordings.update(text="Prevent serious violence")
        assert not [name for name in named(found_by(county), Gap.STRAND) if "violence" in name]


# --- From rows ---


def with_priorities(built: Built) -> tuple[Priority, Priority]:
    """A over the first outcome, with a lead; B, which nobody leads, with nothing under it."""
    strategy = built.outcomes[0].strategy
    made: dict[str, Any] = {"partnership": built.partnership}
    with context(by="test", action="test.priorities"):
        version = strategy.versions.get(status="adopted")
        group = Group.objects.create(**made, name="Theme group", kind="theme", owner_post="Head")
        found = []
        for place, code in enumerate("AB", start=1):
            priority = Priority.objects.create(
                **made, strategy=strategy, code=code, position=place,
                lead_group=group if code == "A" else None,
            )  # fmt: skip
            PriorityWording.objects.create(
                **made, priority=priority, strategy_version=version, heading=f"Theme {code}"
            )
            found.append(priority)
        Outcome.objects.filter(pk=built.outcomes[0].pk).update(priority=found[0])
    return found[0], found[1]


@pytest.mark.django_db
def test_priorities_outcomes_and_their_indicators(county: Built) -> None:
    with_priorities(county)
    found = found_by(county)
    assert [(one.key.split("-")[0], one.name, len(one.lines)) for one in found.sections][:2] == [
        ("priority", "A. Theme A", 4),
        ("priority", "B. Theme B", 0),
    ]
    assert [len(one.lines) for one in found.sections] == [4, 0, 3, 3, 2]
    assert found.summary.startswith("2 priorities, 12 indicators, 9 targets: ")
    assert named(found, Gap.NO_INDICATOR) == ["B. Theme B"]
    assert named(found, Gap.NO_LEAD) == ["B. Theme B"]
    assert named(found, Gap.NO_OWNER) == []
    assert len(named(found, Gap.CONTEXT)) == 3  # LEI: MARAC repeats, referrals, hate incidents


@pytest.mark.django_db
def test_an_outcome_without_an_indicator(county: Built) -> None:
    first, _ = with_priorities(county)
    with context(by="test", action="test.outcome"):
        Outcome.objects.filter(pk=county.outcomes[1].pk).update(priority=first)
        Measure.objects.filter(outcome=county.outcomes[1]).update(outcome=county.outcomes[0])
    names = named(found_by(county), Gap.NO_INDICATOR)
    assert len(names) == 2
    assert names[0].startswith("Reduce offending and re-offending")


@pytest.mark.django_db
def test_an_indicator_under_no_priority(county: Built) -> None:
    with context(by="test", action="test.unplaced"):
        Measure.objects.filter(pk=county.measures[2].pk).update(outcome=None)
    found = found_by(county)
    assert named(found, Gap.UNPLACED) == ["Vehicle Crime rate (per 1,000 population)"]
    assert found.sections[-1].title == "Under no priority of the strategy"


@pytest.mark.django_db
def test_what_ended_does_not_count(county: Built) -> None:
    with context(by="test", action="test.ended"):
        Target.objects.filter(measure=county.measures[2]).update(ends=date(2015, 3, 31))
        Measure.objects.filter(pk=county.measures[3].pk).update(last_quarter=Q3)
    found = found_by(county)
    assert named(found, Gap.NO_TARGET) == ["Vehicle Crime rate (per 1,000 population)"]
    assert len(found.lines) == 11


@pytest.mark.django_db
def test_drafts_are_for_those_who_edit_and_only_without_another_version(county: Built) -> None:
    strategy = county.outcomes[0].strategy
    made: dict[str, Any] = {"partnership": county.partnership}
    first, _ = with_priorities(county)
    with context(by="test", action="test.draft"):
        draft = StrategyVersion.objects.create(
            **made, strategy=strategy, number=2, status="draft", reason="Refresh"
        )
        PriorityWording.objects.create(
            **made, priority=first, strategy_version=draft, heading="Secret heading"
        )
    for role in (Role.BOARD, Role.MANAGER):
        found = found_by(county, role)
        assert [plan.number for plan in found.plans] == [1]
        assert "Secret" not in str(found)
    with context(by="test", action="test.only_draft"):
        later = Strategy.objects.create(
            **made, title="Later", slug="later", starts=date(2015, 4, 1), ends=date(2018, 3, 31)
        )
        StrategyVersion.objects.create(**made, strategy=later, number=1, status="draft")
    assert [plan.title for plan in found_by(county).plans] == ["Safer Communities Agreement"]
    own = found_by(county, Role.MANAGER).plans
    assert {plan.title for plan in own} == {"Safer Communities Agreement", "Later"}
    assert "draft" in next(plan for plan in own if plan.title == "Later").status_words


@pytest.mark.django_db
def test_no_figures_in_the_last_two_published_quarters(
    published: Built, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From what the board saw; an indicator that only one of the two asked for is no hole."""
    assert found_by(published).quarters == ()
    shown = selector.published_dashboard(published.partnership, Q4)
    edition = selector.editions(published.partnership)[0]
    assert shown is not None
    empty = {shown.rows[0].measure_id, shown.rows[1].measure_id}

    def without(measures: set[int], dropped: int = 0) -> Any:
        groups = tuple(
            replace(
                group,
                rows=tuple(
                    replace(row, latest=replace(row.latest, value=None))
                    if row.measure_id in measures
                    else row
                    for row in group.rows
                    if row.measure_id != dropped
                ),
            )
            for group in shown.groups
        )
        return replace(shown, groups=groups)

    by_quarter = {Q4: without(empty), Q3: without(empty, dropped=shown.rows[1].measure_id)}
    monkeypatch.setattr(
        selector, "editions", lambda _: (edition, edition, replace(edition, quarter=Q3))
    )
    monkeypatch.setattr(selector, "published_dashboard", lambda _, quarter: by_quarter[quarter])
    found = found_by(published)
    assert found.quarters == ("Q4 2014/15", "Q3 2014/15")
    assert named(found, Gap.NO_FIGURES) == ["Total Crime rate (per 1,000 population)"]


# --- The page ---


def address(built: Built, name: str = "coverage", *more: str) -> str:
    return reverse(f"dashboards:{name}", args=[built.partnership.slug, *more])


@pytest.mark.django_db
def test_who_may_see_it(county: Built) -> None:
    other = build("rutland")
    for role, status in ((Role.BOARD, 200), (Role.MANAGER, 200), (Role.SCRUTINY, 403)):
        client = signed_in(county, role)
        assert client.get(address(county)).status_code == status
        assert client.get(address(county, "coverage_file", "csv")).status_code == status
        assert client.get(address(other)).status_code == 404


@pytest.mark.django_db
def test_queries_do_not_grow(django_assert_max_num_queries: Any) -> None:
    counts = []
    for slug, rows in (("small", 2), ("large", 12)):
        built = build(slug, rows=rows)
        with_priorities(built)
        publish(built)
        client = signed_in(built, Role.BOARD)
        client.get(address(built))
        with django_assert_max_num_queries(16) as found:
            assert client.get(address(built)).status_code == 200
        counts.append(len(found))
    assert counts[0] == counts[1]

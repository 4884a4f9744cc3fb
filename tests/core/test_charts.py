"""Charts: sound SVG, whatever the figures; what they must and must not contain."""

import re
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from core.chart_parts import axis_for, spread, text_width, wrapped
from core.charts import (
    NOT_FROM_ZERO,
    Band,
    Comparator,
    Point,
    Svg,
    TargetLine,
    line_chart,
    sparkline,
)
from core.quarters import Quarter

SVG = "{http://www.w3.org/2000/svg}"
WIDTH, HEIGHT = 640, 340
values = st.none() | st.decimals(
    Decimal(-99999999999), Decimal(99999999999), allow_nan=False, allow_infinity=False, places=4
)


def points(*figures: object, provisional: tuple[int, ...] = ()) -> list[Point]:
    return [
        Point(
            (Quarter(2012, 1) + index).label,
            None if figure is None else Decimal(str(figure)),
            index in provisional,
        )
        for index, figure in enumerate(figures)
    ]


def draw(series: list[Point], **options: object) -> ElementTree.Element:
    options = {"chart_id": "c1", "title": "Title", "description": "Words", **options}
    drawing = line_chart(series, **options)  # type: ignore[arg-type]
    return check(drawing)


def check(drawing: str) -> ElementTree.Element:
    """Parse a drawing; nothing a strict policy or a printed paper would choke on."""
    root = ElementTree.fromstring(drawing)
    for node in root.iter():
        assert not {"style", "class", "transform"} & set(node.attrib)
        assert not [name for name in node.attrib if name.startswith("on") or "href" in name]
        assert node.tag.removeprefix(SVG) in {
            "svg", "title", "desc", "polyline", "circle", "text", "rect",
        }  # fmt: skip
    return root


def lines(root: ElementTree.Element, colour: str) -> list[list[tuple[float, float]]]:
    return [
        [_place(text) for text in node.get("points", "").split()]
        for node in root.iter(f"{SVG}polyline")
        if node.get("stroke") == colour
    ]


def _place(text: str) -> tuple[float, float]:
    x, y = text.split(",")
    return float(x), float(y)


def words(root: ElementTree.Element) -> list[str]:
    return [node.text or "" for node in root.iter(f"{SVG}text")]


SERIES, TARGET = "#12436D", "#801650"


def test_a_chart_carries_its_own_title_and_description() -> None:
    root = draw(points(1, 2, 3), title="Rising & <rising>", description='"Up"')
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "c1-title c1-desc"
    assert root.get("viewBox") == "0 0 640 340"
    assert root.get("width") == "100%"
    title, description = root[0], root[1]
    assert (title.tag, title.get("id"), title.text) == (
        f"{SVG}title", "c1-title", "Rising & <rising>",
    )  # fmt: skip
    assert (description.tag, description.get("id"), description.text) == (
        f"{SVG}desc", "c1-desc", '"Up"',
    )  # fmt: skip


def test_texts_cannot_break_out() -> None:
    nasty = "</text><script>alert(1)</script>\x00\x0b\ud800]]>"
    root = draw(
        [Point(nasty, Decimal(1)), Point(nasty, Decimal(2))],
        title=nasty,
        description=nasty,
        target=TargetLine(nasty, Decimal(2)),
        breaks={1: nasty},
        band=Band(nasty, Decimal(0), Decimal(1)),
        comparators=[Comparator(nasty, [Decimal(1), None])],
    )
    assert "alert(1)" in "".join(words(root))


@pytest.mark.parametrize("identifier", ["", "1a", 'a"b', "a b", "a>"])
def test_an_identifier_must_be_one(identifier: str) -> None:
    with pytest.raises(ValueError, match="identifier"):
        draw(points(1), chart_id=identifier)


def test_a_missing_figure_is_a_gap() -> None:
    root = draw(points(5, 4, None, 3, 4))
    assert [len(run) for run in lines(root, SERIES)] == [2, 2]
    assert len(list(root.iter(f"{SVG}circle"))) == 4
    assert "Gap: no figure." in " ".join(words(root))


def test_no_line_crosses_a_series_break() -> None:
    root = draw(points(5, 4, 3, 3, 4), breaks={2: "New counting rule"})
    before, after = lines(root, SERIES)
    [(top, bottom)] = lines(root, "#0b0c0c")
    assert before[-1][0] < top[0] == bottom[0] < after[0][0]
    assert "New counting rule" in words(root)


def test_a_provisional_point_is_hollow_and_says_so() -> None:
    root = draw(points(5, 4, 3, provisional=(2,)))
    assert [node.get("fill") for node in root.iter(f"{SVG}circle")] == [SERIES, SERIES, "#ffffff"]
    assert "Hollow marker: provisional." in " ".join(words(root))
    assert "Hollow" not in " ".join(words(draw(points(5, 4, 3))))


def test_a_target_is_dashed_across_the_chart_and_labelled_at_its_right_end() -> None:
    root = draw(points(6, 7, 8), target=TargetLine("Target 5.50", Decimal("5.5")), decimals=2)
    [line] = [node for node in root.iter(f"{SVG}polyline") if node.get("stroke") == TARGET]
    assert line.get("stroke-dasharray")
    [(start, end)] = lines(root, TARGET)
    assert start[1] == end[1]
    [label] = [node for node in root.iter(f"{SVG}text") if node.text == "Target 5.50"]
    assert float(label.get("x", "0")) > end[0]
    assert abs(float(label.get("y", "0")) - end[1]) < 12


def test_a_trajectory_slopes_or_steps() -> None:
    path = [Decimal(10), Decimal(8), None, Decimal(6)]
    sloped = lines(draw(points(9, 9, 9, 9), target=TargetLine("T", path)), TARGET)
    assert [len(run) for run in sloped] == [2, 2]  # the lone last value is a short level line
    assert sloped[0][0][1] < sloped[0][1][1]
    stepped = lines(draw(points(9, 9, 9, 9), target=TargetLine("T", path, stepped=True)), TARGET)
    assert [len(run) for run in stepped] == [4, 2]
    (_, a), (_, b), (_, c), (_, d) = stepped[0]
    assert a == b < c == d


def test_a_band_holds_from_a_point_on() -> None:
    for start, before in ((0, None), (3, 2)):
        band = Band("Usual range", Decimal(2), Decimal(4), start)
        root = draw(points(1, 2, 3, 4, 5), band=band)
        [rect] = root.iter(f"{SVG}rect")
        places = [float(node.get("cx", "0")) for node in root.iter(f"{SVG}circle")]
        left = float(rect.get("x", "0"))
        assert left < places[start]
        assert before is None or places[before] < left
        assert "Usual range" in words(root)
        assert left + float(rect.get("width", "0")) >= places[-1]


def test_it_says_when_the_axis_does_not_start_at_zero() -> None:
    close = points(185, 190, 212)
    drawing = line_chart(close, chart_id="c", title="t", description="d")
    assert not drawing.starts_at_zero
    assert NOT_FROM_ZERO in drawing
    wide = line_chart(points(20, 190), chart_id="c", title="t", description="d")
    assert wide.starts_at_zero
    assert NOT_FROM_ZERO not in wide
    assert line_chart(
        close, chart_id="c", title="t", description="d", from_zero=True
    ).starts_at_zero


@pytest.mark.parametrize("count", [0, 1, 2, 3, 12, 20, 60])
def test_any_number_of_points(count: int) -> None:
    root = draw(points(*range(100, 100 + count)), target=TargetLine("Target", Decimal(120)))
    assert len(list(root.iter(f"{SVG}circle"))) == count
    assert ("No figures yet" in words(root)) == (count == 0)


@pytest.mark.parametrize(
    "figures", [(0, 0, 0), (5, 5, 5), (-3, -8, -5), (-5, 5), (0, 99999999999), ("0.0001", "0.0002")]
)
def test_unusual_figures(figures: tuple[object, ...]) -> None:
    root = draw(points(*figures), decimals=4)
    assert len(list(root.iter(f"{SVG}circle"))) == len(figures)
    for run in lines(root, SERIES):
        assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in run)


def test_no_figure_at_all_among_the_points() -> None:
    assert "Gap" not in " ".join(words(draw(points(None, None))))


def test_labels_of_periods_are_thinned_and_the_latest_is_kept() -> None:
    root = draw(points(*range(1, 21)))
    printed = [text for text in words(root) if re.fullmatch(r"\d{4}/\d\d", text)]
    assert 3 <= len(printed) <= 8
    assert printed[-1] == "2016/17"
    assert {text for text in words(root) if re.fullmatch(r"Q\d", text)} == {"Q4"}


def test_lists_must_match() -> None:
    with pytest.raises(ValueError, match="each of its points"):
        draw(points(1, 2), target=TargetLine("T", [Decimal(1)]))
    with pytest.raises(ValueError, match="each of its points"):
        draw(points(1, 2), comparators=[Comparator("C", [Decimal(1)])])
    with pytest.raises(ValueError, match="point after it"):
        draw(points(1, 2), breaks={2: "B"})
    with pytest.raises(ValueError, match="point after it"):
        draw(points(1, 2), band=Band("B", Decimal(1), Decimal(2), start=2))


@given(st.lists(values, max_size=60), st.data())
def test_everything_stays_inside_the_chart(figures, data) -> None:
    count = len(figures)
    root = draw(
        [Point((Quarter(2001, 1) + i).label, value) for i, value in enumerate(figures)],
        decimals=data.draw(st.integers(0, 4)),
        target=data.draw(
            st.none()
            | st.builds(TargetLine, st.just("Target"), values.filter(lambda v: v is not None))
        ),
        breaks=dict.fromkeys(data.draw(st.sets(st.sampled_from(range(count)))), "B")
        if count
        else {},
    )
    for run in (*lines(root, SERIES), *lines(root, TARGET)):
        assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in run)
    for node in root.iter(f"{SVG}text"):
        assert 0 <= float(node.get("x", "-1")) <= WIDTH
        assert 0 <= float(node.get("y", "-1")) <= HEIGHT


@given(st.lists(values.filter(lambda v: v is not None), max_size=20), st.integers(0, 4))
def test_an_axis_holds_every_value_in_even_round_steps(figures, decimals) -> None:
    axis = axis_for(figures, decimals)
    assert all(axis.low <= value <= axis.high for value in figures)
    assert 2 <= len(axis.ticks) <= 9
    steps = {after - before for before, after in zip(axis.ticks, axis.ticks[1:], strict=False)}
    assert len(steps) == 1
    step = steps.pop()
    assert step.normalize().as_tuple().digits in {(1,), (2,), (5,)}
    assert axis.decimals <= decimals


def test_labels_are_moved_apart() -> None:
    moved = spread([Decimal(50), Decimal(51), Decimal(52)], [18, 18, 36], Decimal(20))
    assert moved[1] - moved[0] >= Decimal("17.9")
    assert moved[2] - moved[1] >= Decimal("26.9")


def test_measures() -> None:
    assert text_width("%") > text_width("1") > text_width(".")
    assert wrapped("", Decimal(100)) == [""]
    assert len(wrapped("New counting rule from April 2013", Decimal(120))) > 1


@pytest.mark.parametrize("figures", [(), (None,), (3,), (5, 5), (1, None, 2), (-1, 10**11)])
def test_a_sparkline_is_decoration(figures: tuple[int | None, ...]) -> None:
    root = check(sparkline([None if f is None else Decimal(f) for f in figures]))
    assert root.get("aria-hidden") == "true"
    assert root.get("focusable") == "false"
    assert root.find(f"{SVG}title") is None


def test_a_sparkline_breaks_where_the_series_does() -> None:
    root = check(sparkline([Decimal(i) for i in range(6)], breaks=[3]))
    assert [len(run) for run in lines(root, SERIES)] == [3, 3]


def test_the_template_tag_takes_charts_only() -> None:
    template = Template("{% load core_tags %}{% chart drawing %}|{{ number|figure:2 }}")
    drawing = sparkline([Decimal(1), Decimal(2)])
    assert template.render(Context({"drawing": drawing, "number": Decimal("1264.125")})) == (
        f"{drawing}|1,264.13"
    )
    with pytest.raises(TypeError, match=r"core\.charts"):
        template.render(Context({"drawing": "<script>", "number": Decimal(1)}))
    assert isinstance(drawing, Svg)

"""Ratings, directions and states say what they mean in words; nothing passes them unescaped."""

import re
from pathlib import Path

import pytest
from django.template.loader import render_to_string

from core.charts import Svg
from core.templatetags import components
from targets.terms import Rag, Travel, Unrated

ROOT = Path(__file__).resolve().parents[2]
PALETTE = (ROOT / "static" / "src" / "_palette.scss").read_text()
WORDS = {
    Rag.RED: ("▲", "Red"),
    Rag.AMBER: ("◆", "Amber"),
    Rag.GREEN: ("●", "Green"),
}
HOSTILE = '<b onclick="x">&'


def luminance(colour: str) -> float:
    """Relative luminance of "#rrggbb", as WCAG 2 defines it."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def colour(name: str) -> str:
    found = re.search(rf"--app-{name}: (#[0-9a-f]{{6}});", PALETTE)
    assert found, name
    return found[1]


@pytest.mark.parametrize("rating", list(Rag))
def test_a_rating_is_a_shape_and_a_word(rating: Rag) -> None:
    shape, word = WORDS[rating]
    assert re.fullmatch(
        rf'<strong class="app-rag app-rag--{rating}">'
        rf'<span class="app-rag__shape" aria-hidden="true">{shape}</span> {word}</strong>',
        components.rag(rating),
    )


@pytest.mark.parametrize("state", list(Unrated))
def test_every_reason_for_no_rating_has_a_shape_and_its_words(state: Unrated) -> None:
    html = components.rag(state, state.label)
    assert re.search(r"[–○]</span> (No data|Not rated)</strong>", html)
    assert f'<span class="app-rag-note">{state.label}</span>' in html
    assert not re.search("Red|Amber|Green", html)


def test_a_stated_rating_shows_the_computed_one() -> None:
    assert "Stated; computed red" in components.rag(Rag.GREEN, stated=True, computed=Rag.RED)
    assert "Stated</span>" in components.rag(Rag.GREEN, stated=True)


@pytest.mark.parametrize("name", ["red", "amber", "green", "nodata"])
def test_a_rating_reads_at_seven_to_one_and_its_edge_at_three(name: str) -> None:
    assert contrast(colour(name), colour(f"{name}-back")) >= 7
    assert contrast(colour(f"{name}-edge"), "#ffffff") >= 3


@pytest.mark.parametrize(
    ("travel", "arrow"),
    [
        (Travel.BETTER, "↑"),
        (Travel.SAME, "→"),
        (Travel.WORSE, "↓"),
        (Travel.UP, ""),
        (Travel.DOWN, ""),
        (Travel.NOT_COMPARABLE, ""),
    ],
)
def test_an_arrow_shows_performance_and_always_has_words(travel: Travel, arrow: str) -> None:
    html = components.direction(travel)
    assert re.findall("[↑→↓]", html) == list(arrow)
    assert travel.label in html
    assert "Up 11.2%, worse" in components.direction(travel, "Up 11.2%, worse")


def test_no_comparison_is_said() -> None:
    assert ">No comparison<" in components.direction(None)


def test_no_state_of_work_has_a_colour_of_a_rating() -> None:
    assert {colour for colour, _ in components.STATES.values()}.isdisjoint(
        {"red", "yellow", "orange", "green"}
    )
    assert ">Waiting for figures<" in components.state_tag("waiting_for_figures")


@pytest.mark.parametrize(
    "html",
    [
        components.rag(HOSTILE, HOSTILE, stated=True, computed=HOSTILE),
        components.direction(HOSTILE, HOSTILE),
        components.state_tag(HOSTILE, HOSTILE),
        components.mark(HOSTILE),
        render_to_string("_components/chart.html", {"svg": Svg(""), "title": HOSTILE}),
    ],
)
def test_text_is_escaped(html: str) -> None:
    assert "<b" not in html
    assert "&lt;b" in html


def test_a_chart_is_drawn() -> None:
    html = render_to_string("_components/chart.html", {"svg": Svg("<svg></svg>")})
    assert "<svg></svg>" in html


def test_the_stylesheet_is_ours() -> None:
    """No GDS Transport, no crown, not GOV.UK's blue, and nothing fetched from anywhere."""
    built = ROOT / "static" / "built" / "app.css"
    assert built.exists(), "The stylesheet is missing: run `npm run build`."
    text = built.read_text().lower()
    for unwanted in ("gds transport", "crown", "#1d70b8", "@import", "@font-face"):
        assert unwanted not in text, unwanted
    drawn = text.count('url("data:image/svg+xml,')  # shapes written into the sheet itself
    assert text.count("url(") == drawn

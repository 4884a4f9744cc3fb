"""The county's table is made in Python, so every text in it is escaped there."""

from core.quarters import Quarter
from dashboards.county_table import county_table
from dashboards.selectors.county import CountyCell, CountyPage, CountyRow

NASTY = "\"'><script>alert(1)</script>&"
Q4 = Quarter(2014, 4)


def row(*cells: CountyCell) -> CountyRow:
    return CountyRow(
        indicator_id=1,
        name=NASTY,
        unit_text=NASTY,
        period=Q4.period,
        county=CountyCell(text=NASTY, rating="red"),
        explanation=NASTY,
        cells=cells,
        own=True,
    )


def test_no_text_of_it_is_markup() -> None:
    """Names of places and indicators, units, figures and words: in cells and in their labels."""
    cells = CountyCell(text=NASTY, rating="green"), CountyCell(words=NASTY)
    page = CountyPage(Q4, (), columns=(NASTY, NASTY), rows=(row(*cells),))
    table = county_table(NASTY, page)
    markup = table.head + "".join(table.lines)
    assert NASTY not in markup
    assert "<script" not in markup
    assert "\"'>" not in markup
    # Three headings; the row's name and unit; three cells, each with its label.
    assert markup.count("&lt;script&gt;") == 3 + 2 + 3 * 2

"""Page components that stand many times on a page: ratings, directions, tags, marks.

They are small functions, not included templates, because a table may have 60 rows of them. Each
takes the stored word (an enumeration's value or the plain text) and says it in words; none decides
anything. The page /components/ shows them all.
"""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()

# value -> (class, shape, word). A shape and a word always; colour comes last.
RATINGS = {
    "red": ("red", "▲", "Red"),
    "amber": ("amber", "◆", "Amber"),
    "green": ("green", "●", "Green"),
    "no_data": ("nodata", "–", "No data"),
    "not_rated": ("unrated", "○", "Not rated"),
}
# Why there is no rating, where the reason is that a figure is missing: "No data"; else "Not rated".
MISSING = {
    "no_data",
    "no_figure",
    "not_available",
    "not_applicable",
    "not_yet_due",
    "incomplete_rolling_year",
}

# The arrow shows performance. Without a polarity there is no judgement, so no arrow; nor when the
# two periods cannot be compared.
TRAVEL = {
    "better": ("↑", "Better"),
    "same": ("→", "About the same"),
    "worse": ("↓", "Worse"),
    "up": ("", "Up"),
    "down": ("", "Down"),
    "not_comparable": ("", "Not comparable"),
}

# The state of a piece of work. The same colour means the same everywhere, and none is red, amber
# or green: those belong to ratings.
STATES = {
    "not_started": ("grey", "Not started"),
    "not_open": ("grey", "Not open"),
    "history": ("grey", "History"),
    "draft": ("grey", "Draft"),
    "superseded": ("grey", "Superseded"),
    "withdrawn": ("grey", "Withdrawn"),
    "open": ("blue", "Open"),
    "in_progress": ("blue", "In progress"),
    "ready": ("blue", "Ready to submit"),
    "consultation": ("blue", "Consultation"),
    "scrutiny": ("blue", "Scrutiny"),
    "submitted": ("purple", "Submitted"),
    "returned": ("magenta", "Returned"),
    "signed_off": ("teal", "Signed off"),
    "adopted": ("teal", "Adopted"),
    "published": ("published", "Published"),
}


def _rating(value: Any) -> tuple[str, str, str]:
    text = str(value or "not_rated")
    if text in RATINGS:
        return RATINGS[text]
    return RATINGS["no_data" if text in MISSING else "not_rated"]


@register.simple_tag
def rag(value: Any, reason: Any = "", stated: Any = False, computed: Any = "") -> SafeString:
    """A rating as shape and word, with what there is to say about it on a line below.

    value     red, amber, green; or why there is none (no_figure, monitor_only, ...); or None.
    reason    in words, for figures without a rating: "Baseline being established".
    stated    true where officers stated the rating.
    computed  what the rule computes where that differs: shown beside a stated rating.
    """
    style, shape, word = _rating(value)
    notes = [str(reason)] if reason else []
    if stated:
        notes.append(f"Stated; computed {_rating(computed)[2].lower()}" if computed else "Stated")
    return format_html(
        '<strong class="app-rag app-rag--{}"><span class="app-rag__shape" aria-hidden="true">{}'
        "</span> {}</strong>{}",
        style,
        shape,
        word,
        format_html('<span class="app-rag-note">{}</span>', ". ".join(notes)) if notes else "",
    )


@register.filter
def rag_word(value: Any) -> str:
    """The word alone: Red, Amber, Green, No data, Not rated."""
    return _rating(value)[2]


@register.filter
def rag_class(value: Any) -> str:
    """The class that gives an app-card or app-counts__item the rating's colours."""
    return f"app-rag--{_rating(value)[0]}"


@register.simple_tag
def direction(value: Any, words: Any = "") -> SafeString:
    """A direction of travel: the arrow shows performance, the words say what happened.

    value  better, same, worse, up, down, not_comparable; or None, which prints "No comparison".
    words  "Up 11.2%, worse"; without them the value's own word.
    """
    text = str(value or "")
    arrow, word = TRAVEL.get(text, ("", "No comparison"))
    return format_html(
        '<span class="app-travel app-travel--{}">{}{}</span>',
        text if text in TRAVEL else "none",
        format_html('<span class="app-travel__arrow" aria-hidden="true">{}</span> ', arrow)
        if arrow
        else "",
        words or word,
    )


@register.simple_tag
def state_tag(value: Any, label: Any = "") -> SafeString:
    """The state of a return, a part of it, a strategy's version or a paper, as a tag."""
    text = str(value)
    colour, word = STATES.get(text, ("grey", text.replace("_", " ").capitalize()))
    style = "app-tag--published" if colour == "published" else f"govuk-tag--{colour}"
    return format_html('<strong class="govuk-tag {}">{}</strong>', style, label or word)


@register.simple_tag
def mark(text: Any) -> SafeString:
    """A small word beside a figure: Provisional, Revised, Estimated. Nothing for nothing."""
    return format_html('<span class="app-mark">{}</span>', text) if text else SafeString("")

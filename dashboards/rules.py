"""The database's constraints in plain English, at the field that can mend them."""

from core.editing import Rules

JUDGEMENT: Rules = {
    "stated_has_reason": ("reason", "Say why the rating or the direction is stated."),
    "stated_says_something": ("rag", "State a rating, a direction or a comparison."),
    "stated_quarters_in_order": ("until_quarter", "Choose this quarter or a later one."),
}
ASSESSMENT: Rules = {
    "assessment_says_something": ("rag", "Give an overall rating, a comment or both."),
}

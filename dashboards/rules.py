"""The database's constraints in plain English, at the field that can mend them."""

from django.core.exceptions import NON_FIELD_ERRORS

from core.editing import Rules

JUDGEMENT: Rules = {
    "stated_has_reason": ("reason", "Say why the rating or the direction is stated."),
    "stated_says_something": ("rag", "State a rating, a direction or a comparison."),
    "stated_quarters_in_order": ("until_quarter", "Choose this quarter or a later one."),
}
ASSESSMENT: Rules = {
    "assessment_says_something": ("rag", "Give an overall rating, a comment or both."),
}
SCHEME: Rules = {
    "scheme_number_unique": (
        NON_FIELD_ERRORS,
        "Somebody else started a version at this moment. Look at the list, then try again.",
    ),
    "scheme_one_from_a_quarter": ("from_quarter", "Another version starts in this quarter."),
    "scheme_absolute_not_negative": ("tolerance_absolute", "Enter 0 or more."),
    "scheme_nothing_negative": (NON_FIELD_ERRORS, "No tolerance and no band is below 0."),
    "scheme_kind_known": ("kind", "Choose how ratings are made."),
    "scheme_roll_up_known": ("roll_up", "Choose how an overall rating is made."),
    "scheme_later_has_reason": ("reason", "Say why the rules change."),
}
SUMMARY: Rules = {
    "summary_says_something": (
        "headline",
        "Write what the board needs to know, or what it is asked to do.",
    ),
    "summary_one_a_quarter": (
        NON_FIELD_ERRORS,
        "Somebody else wrote a headline at this moment. Look at it, then try again.",
    ),
}

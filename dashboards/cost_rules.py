"""The constraints of what crime costs in plain English, at the field that can mend them."""

from core.editing import Rules

UNIT_COST: Rules = {
    "unit_cost_once": ("name", "This cost of the same study and year is in the list already."),
    "unit_cost_above_nothing": ("amount", "Enter more than £0."),
    "unit_cost_says_what_and_whence": ("source", "Say what is costed, at whose prices, by whom."),
}
TABLE: Rules = {
    "cost_table_title_unique": ("title", "Another table has this title."),
    "cost_table_has_title": ("title", "Enter a title."),
}
YEAR: Rules = {
    "cost_year_once": ("year", "This year is in the table already."),
    "cost_year_plausible": ("year", "Choose a year between 1981/82 and 2100/01."),
    "cost_year_count": ("count", "A count cannot be below 0."),
}
CLAIM: Rules = {
    "cost_claim_of_known": ("of", "Choose what it is a total of."),
    "cost_claim_says_where": ("printed_in", "Give its words and say where they are printed."),
}

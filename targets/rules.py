"""The rules of indicators, measures, baselines and targets in plain English, by constraint."""

from core.editing import Rules

INDICATOR: Rules = {
    "indicator_code_unique": ("code", "Another indicator of this partnership has this code."),
    "indicator_library_code_unique": ("code", "Another indicator of the library has this code."),
    "indicator_decimals": ("decimals", "Enter 0 to 4 decimals."),
    "indicator_rate_per": ("rate_per", "Enter a population above 0, such as 1,000."),
    "indicator_unit_known": ("unit", "Choose a unit from the list."),
    "indicator_polarity_known": ("polarity", "Choose which way is better."),
    "indicator_basis_known": ("basis", "Choose what one figure covers."),
}
MEASURE: Rules = {
    "measure_indicator_once": ("indicator", "This indicator is already in use here."),
    "measure_quarters_in_order": (
        "last_quarter",
        "The last quarter cannot be before the first.",
    ),
    "measure_tolerance_percent": ("tolerance_percent", "A tolerance cannot be below 0."),
    "measure_tolerance_units": ("tolerance_units", "A tolerance cannot be below 0."),
    "measure_bands": ("band_percent", "A band cannot be below 0."),
    "measure_not_part_of_itself": ("part_of", "An indicator is not part of itself."),
    "measure_one_headline_of_outcome": (
        "headline",
        "Another indicator is the headline of this outcome. Take its mark away first.",
    ),
    "measure_one_headline_of_priority": (
        "headline",
        "Another indicator is the headline of this priority. Take its mark away first.",
    ),
    "measure_warnings": (
        "warn_change_percent",
        "Enter sizes above 0, and more than 1 for the number of times.",
    ),
}
BASELINE: Rules = {
    "baseline_period_unique": ("period", "There is already a baseline for this period."),
    "baseline_dates_in_order": ("period", "A period cannot end before it starts."),
    "baseline_value_or_outstanding": (
        "value",
        "Enter the value, or say that it is still to be established, and not both.",
    ),
}
TARGET: Rules = {
    "target_kind_known": ("kind", "Choose a kind of target from the list."),
    "target_has_its_value": ("value", "Enter the value to be reached."),
    "target_range_in_order": ("high", "Enter both ends, the higher one here."),
    "target_change_by_date_complete": (
        "change_percent",
        "Enter the size of the change and the date.",
    ),
    "target_average_has_years": ("years", "Enter how many years are averaged: 1 or more."),
    "target_size_positive": (
        "change_percent",
        "Enter a size above 0, or leave it empty where the strategy names none.",
    ),
    "target_placeholder_says_what_is_missing": ("missing", "Choose what is missing."),
    "target_tolerance": ("tolerance", "A tolerance cannot be below 0."),
    "target_dates_in_order": ("ends", "The last day cannot be before the first."),
}
CONDITION: Rules = {
    "condition_position": ("text", "Two conditions have the same place."),
    "condition_comparator_with_value": (
        "value",
        "Enter both at least or at most and the value, or neither.",
    ),
}

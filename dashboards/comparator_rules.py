"""The constraints of comparator sets in plain English, at the field that can mend them."""

from django.core.exceptions import NON_FIELD_ERRORS

from core.editing import Rules

SET: Rules = {
    "comparator_set_unique": ("name", "Another set of this name starts in this quarter."),
    "comparator_set_quarters_in_order": ("last_quarter", "It cannot end before it starts."),
    "comparator_set_has_name": ("name", "Enter a name, such as “Most similar areas”."),
}
AREA: Rules = {
    "comparator_area_name_unique": ("name", "Another area of this set has this name."),
    "comparator_area_member_once": (NON_FIELD_ERRORS, "This partnership is in the set already."),
    "comparator_area_has_name": ("name", "Enter the area’s name."),
}

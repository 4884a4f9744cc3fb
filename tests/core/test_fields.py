"""Quarters in the database, in forms and in addresses."""

from datetime import date

import pytest
from django import forms
from django.core import serializers
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import F, Max
from django.urls import path, resolve, reverse

from core import clock
from core.converters import QuarterConverter
from core.fields import QuarterField
from core.forms import QuarterChoiceField
from core.quarters import Quarter

Q3, Q4, NEXT = Quarter(2014, 3), Quarter(2014, 4), Quarter(2015, 1)
pytestmark = pytest.mark.both_databases


def test_a_quarter_goes_in_and_comes_out(rows) -> None:
    rows.objects.create(name="a", quarter=Q4)
    assert rows.objects.get().quarter == Q4
    assert rows.objects.get().until is None
    assert list(rows.objects.values_list("quarter", flat=True)) == [Q4]
    with connection.cursor() as cursor:
        cursor.execute("SELECT quarter FROM core_tests_row")
        assert cursor.fetchone() == (Q4.index,)


def test_lookups_ordering_and_expressions(rows) -> None:
    for name, quarter in (("b", Q4), ("c", NEXT), ("a", Q3)):
        rows.objects.create(name=name, quarter=quarter, until=NEXT)

    def names(**lookup: object) -> str:
        return "".join(
            rows.objects.filter(**lookup).order_by("quarter").values_list("name", flat=True)
        )

    assert names() == "abc"
    assert names(quarter=Q4) == names(quarter="2014-15-q4") == names(quarter=Q4.index) == "b"
    assert names(quarter__lt=Q4) == "a"
    assert names(quarter__lte=Q4) == "ab"
    assert names(quarter__gt=Q4) == "c"
    assert names(quarter__in=[Q3, NEXT]) == "ac"
    assert names(quarter__range=(Q3, Q4)) == "ab"
    assert names(quarter__isnull=True) == ""
    assert names(until=F("quarter")) == "c"
    assert names(until=F("quarter") + 1) == "b"
    assert rows.objects.aggregate(latest=Max("quarter"))["latest"] == NEXT
    assert rows.objects.order_by("-quarter").first().name == "c"
    rows.objects.filter(name="a").update(quarter=F("quarter") + 1)
    assert rows.objects.get(name="a").quarter == Q4


def test_the_database_refuses_a_number_that_is_no_quarter(rows) -> None:
    row = rows.objects.create(name="a", quarter=Q4)
    for index in (0, -1, 1899 * 4, 2200 * 4):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("UPDATE core_tests_row SET quarter = %s WHERE id = %s", [index, row.pk])


def test_validation_takes_a_quarter_and_refuses_the_rest_in_a_sentence(rows) -> None:
    row = rows(name="a", quarter="Jan-Mar 2015")
    row.full_clean()
    assert row.quarter == Q4
    with pytest.raises(ValidationError, match="2014 is followed by 15"):
        rows(name="a", quarter="Q4 2014/16").full_clean()
    wrong: tuple[object, ...] = (True, 1.5, [], 3)
    for value in wrong:
        with pytest.raises(ValidationError):
            QuarterField().clean(value, None)
        with pytest.raises(ValueError, match=r"\."):
            QuarterField().get_prep_value(value)


def test_fixtures_hold_the_slug(rows) -> None:
    rows.objects.create(name="a", quarter=Q4)
    text = serializers.serialize("json", rows.objects.all())
    assert '"quarter": "2014-15-q4"' in text
    assert '"until": null' in text


def test_a_migration_can_write_the_field() -> None:
    _, path_, arguments, options = QuarterField(null=True).deconstruct()
    assert path_ == "core.fields.QuarterField"
    assert (arguments, options) == ([], {"null": True})


class Picker(forms.Form):
    quarter = QuarterChoiceField(quarters=(Q4, Q3))


def test_a_form_offers_the_list_in_words_and_gives_a_quarter() -> None:
    form = Picker({"quarter": "2014-15-q4"}, initial={"quarter": Q4})
    assert form.is_valid()
    assert form.cleaned_data["quarter"] == Q4
    assert not form.has_changed()
    assert Picker({"quarter": "2014-15-q3"}, initial={"quarter": Q4}).has_changed()
    page = Picker(initial={"quarter": Q4}).as_p()
    assert '<option value="2014-15-q4" selected>Q4 2014/15: January to March 2015</option>' in page
    assert '<option value="" selected>Choose a quarter</option>' in Picker().as_p()


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("", "Choose a quarter."),
        ("2015-16-q1", "Choose a quarter from the list."),
        ("8059", "Choose a quarter from the list."),
        ("\x00", "Choose a quarter from the list."),
    ],
)
def test_a_form_refuses_what_is_not_on_its_list(typed: str, message: str) -> None:
    assert Picker({"quarter": typed}).errors == {"quarter": [message]}


def test_the_list_may_be_set_on_the_form() -> None:
    form = Picker({"quarter": "2015-16-q1"})
    form.fields["quarter"].quarters = [NEXT]  # type: ignore[attr-defined]
    assert form.is_valid()
    assert Picker.base_fields["quarter"].quarters == (Q4, Q3)  # type: ignore[attr-defined]


def test_a_model_form_offers_the_callers_list_or_the_years_around_today() -> None:
    given = QuarterField().formfield(quarters=[Q3])
    assert given.quarters == (Q3,)
    assert given.required
    with clock.fixed(date(2015, 4, 20)):
        usual = QuarterField(null=True, blank=True).formfield()
        assert (usual.quarters[0], usual.quarters[-1]) == (Quarter(2016, 1), Quarter(2005, 1))
    assert not usual.required
    assert usual.clean("") is None


urlpatterns = [path("q/<quarter:quarter>/", lambda request, quarter: quarter, name="quarter")]


@pytest.mark.urls(__name__)
def test_quarters_in_addresses() -> None:
    assert reverse("quarter", args=[Q4]) == reverse("quarter", args=["2014-15-q4"])
    assert reverse("quarter", args=[Q4]) == "/q/2014-15-q4/"
    assert resolve("/q/2014-15-q4/").kwargs == {"quarter": Q4}


@pytest.mark.parametrize("slug", ["2014-16-q1", "2014-15-q4x", "1066-67-q1"])
def test_an_impossible_quarter_is_not_an_address(slug: str) -> None:
    with pytest.raises(ValueError, match=r"\."):
        QuarterConverter().to_python(slug)


def test_the_list_of_quarters_moves_with_the_clock() -> None:
    """A form's class is made once, when the server starts; its list is not."""
    with clock.fixed(date(2015, 4, 20)):
        field = QuarterField().formfield()
    with clock.fixed(date(2030, 4, 20)):
        assert field.clean("2031-32-q1") == Quarter(2031, 1)
        assert "2010-11-q1" not in dict(field.choices)

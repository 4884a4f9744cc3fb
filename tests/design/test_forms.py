"""The form template pack: every link of an error summary lands, every control is described."""

import datetime
from collections import Counter
from html.parser import HTMLParser
from typing import Any

import pytest
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Div, Fieldset, Layout, Row, Submit
from crispy_forms.utils import render_crispy_form
from django import forms
from django.http import QueryDict
from django.test import RequestFactory

from core.example_forms import ExampleForm
from core.templatetags.csp_forms import control
from core.views import components
from core.widgets import DateField

CHECKED_BY_BROWSERS = {"required", "maxlength", "minlength", "min", "max", "step", "placeholder"}


class Page(HTMLParser):
    """The elements of a page, as pairs of tag and attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.feed(html)
        self.ids = [attrs["id"] for _, attrs in self.elements if "id" in attrs]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attrs for name, attrs in self.elements if name == tag]

    def by_id(self, id_: str) -> tuple[str, dict[str, str]]:
        return next(pair for pair in self.elements if pair[1].get("id") == id_)


def page(query: str = "") -> tuple[str, Page]:
    html = components(RequestFactory().get(f"/components/{query}")).content.decode()
    return html, Page(html)


def rendered(form: Any, helper: FormHelper | None = None) -> Page:
    return Page(render_crispy_form(form, helper))


def links(page: Page) -> list[str]:
    return [a["href"][1:] for a in page.all("a") if a.get("href", "").startswith("#")]


@pytest.mark.parametrize("query", ["", "?errors=1"])
def test_every_reference_within_the_page_lands(query: str) -> None:
    _, found = page(query)
    twice = [id_ for id_, times in Counter(found.ids).items() if times > 1]
    assert not twice
    for attribute in ("for", "aria-describedby", "aria-labelledby", "form"):
        for _, attrs in found.elements:
            for target in attrs.get(attribute, "").split():
                assert target in found.ids, (attribute, target)
    for target in links(found):
        assert target in found.ids or "=" in target or target.isdigit() or not target, target


@pytest.mark.parametrize("name", [n for n, f in ExampleForm.base_fields.items() if f.required])
def test_an_error_links_to_the_first_control_of_its_field(name: str) -> None:
    """CSP forms: a link to radios, tick boxes or a date lands on the first of them."""
    form = ExampleForm({}, {})
    found = rendered(form)
    if form[name].is_hidden:
        assert all(name not in link for link in links(found))
        return
    target = next(link for link in links(found) if link.startswith(f"id_{name}"))
    tag, attrs = found.by_id(target)
    assert tag in {"input", "select", "textarea"}
    assert attrs["name"].startswith(name)
    named = [attrs for _, attrs in found.elements if attrs.get("name", "").startswith(name)]
    assert attrs == named[0]


def test_the_summary_says_what_the_fields_say() -> None:
    html = render_crispy_form(ExampleForm({"value": "a lot", "version": "1"}, {}))
    for words in (
        "Enter name",
        "Enter a number.",
        "Select unit",
        "Select alignment",
        "Select approving bodies",
        "Tick “The figures are agreed”",
        "Enter due date",
        "Select spreadsheet",
    ):
        assert html.count(words) == 2, words
    assert "This field is required" not in html


def test_errors_stand_above_their_control_and_are_tied_to_it() -> None:
    html = render_crispy_form(ExampleForm({}, {}))
    found = Page(html)
    _, name = found.by_id("id_name")
    assert name["aria-describedby"] == "id_name_helptext id_name_error"
    assert name["aria-invalid"] == "true"
    assert html.index('id="id_name_error"') < html.index('id="id_name"')
    groups = [attrs.get("aria-describedby") for attrs in found.all("fieldset")]
    assert "id_bodies_helptext id_bodies_error" in groups
    assert '<span class="govuk-visually-hidden">Error:</span> Enter name' in html


def test_a_long_text_says_its_limit() -> None:
    html = render_crispy_form(ExampleForm())
    assert "You can enter up to 500 characters" in html
    _, statement = Page(html).by_id("id_statement")
    assert statement["aria-describedby"] == "id_statement_limit"


def test_browsers_neither_check_nor_cut_what_is_typed() -> None:
    found = rendered(ExampleForm())
    assert "novalidate" in found.all("form")[0]
    for tag in ("input", "select", "textarea"):
        for attrs in found.all(tag):
            assert not CHECKED_BY_BROWSERS & attrs.keys(), attrs
            assert attrs.get("type") != "number"
    assert found.by_id("id_value")[1]["inputmode"] == "decimal"
    assert found.by_id("id_years")[1]["inputmode"] == "numeric"


def test_a_number_that_may_be_negative_gets_a_whole_keyboard() -> None:
    class Change(forms.Form):
        change = forms.DecimalField()

    html = control(Change()["change"])
    assert 'type="text"' in html
    assert "inputmode" not in html


def test_what_is_optional_says_so_except_in_filters() -> None:
    form = ExampleForm()
    assert "(optional)" in render_crispy_form(form)
    form = ExampleForm()
    form.helper.form_method = "get"
    assert "(optional)" not in render_crispy_form(form)


def test_what_was_typed_is_kept() -> None:
    found = rendered(
        ExampleForm(QueryDict("value=a+lot&due_day=31&due_month=2&due_year=15&bodies=cabinet"), {})
    )
    assert found.by_id("id_value")[1]["value"] == "a lot"
    boxes = [found.by_id(f"id_due_{place}")[1]["value"] for place in range(3)]
    assert boxes == ["31", "2", "15"]
    assert "checked" in found.by_id("id_bodies_1")[1]


def test_an_error_of_no_field_links_to_the_first_control() -> None:
    found = rendered(ExampleForm({"unit": "count"}, {}))
    assert links(found)[0] == "id_name"


def test_the_page_lists_its_errors_once_above_the_heading() -> None:
    html, found = page("?errors=1")
    assert html.count("There is a problem</h2>") == 1
    assert html.index("There is a problem</h2>") < html.index("<h1")
    assert "<title>Error: Components" in html
    assert "<title>Components" in page()[0]
    assert len(found.all("h1")) == 1


def test_a_page_holds_no_inline_style_or_script_and_nothing_foreign() -> None:
    html, found = page("?errors=1")
    assert '<html lang="en-GB"' in html
    for tag, attrs in found.elements:
        assert tag not in {"script", "style"}
        assert "style" not in attrs
        assert not [name for name in attrs if name.startswith("on")]
        for name in ("src", "href", "action"):
            assert "//" not in attrs.get(name, "")
    assert found.all("a")[0]["href"] == "#main-content"


class Item(forms.Form):
    text = forms.CharField()
    kind = forms.ChoiceField(choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)


@pytest.mark.parametrize("with_layout", [False, True])
def test_a_formset_links_to_each_of_its_forms(with_layout: bool) -> None:
    formset_class = forms.formset_factory(Item, extra=0, min_num=2, validate_min=True)
    formset = formset_class({"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "2"})
    helper = FormHelper()
    if with_layout:
        helper.layout = Layout("text", "kind")
    found = rendered(formset, helper)
    assert links(found) == [
        "id_form-0-text",
        "id_form-0-kind_0",
        "id_form-1-text",
        "id_form-1-kind_0",
    ]
    assert set(links(found)) <= set(found.ids)
    assert "id_form-TOTAL_FORMS" in found.ids
    assert len(found.ids) == len(set(found.ids))


def test_layouts_nest() -> None:
    form = Item()
    helper = FormHelper()
    helper.layout = Layout(
        Fieldset("About", Row(Column("text"), Column(Div("kind")))), Submit("save", "Save")
    )
    html = render_crispy_form(form, helper)
    assert '<legend class="govuk-fieldset__legend govuk-fieldset__legend--m">About</legend>' in html
    assert 'class="govuk-button  "' in html or 'class="govuk-button ' in html
    assert "btn" not in html


class Due(forms.Form):
    due = DateField(required=False)


@pytest.mark.parametrize(
    ("day", "month", "year", "expected"),
    [
        ("20", "4", "2015", datetime.date(2015, 4, 20)),
        (" 1", "04 ", "2015", datetime.date(2015, 4, 1)),
        ("", "", "", None),
        ("31", "2", "2015", "Enter a real date"),
        ("20", "4", "15", "Enter a real date"),
        ("20", "", "2015", "Enter a real date"),
        ("a-b", "4", "2015", "Enter a real date"),
        ("\0", "9" * 30, "2015", "Enter a real date"),
    ],
)
def test_a_date_in_three_boxes(
    day: str, month: str, year: str, expected: datetime.date | str | None
) -> None:
    form = Due({"due_day": day, "due_month": month, "due_year": year})
    if isinstance(expected, str):
        assert form.errors["due"][0].startswith(expected)
    else:
        assert form.is_valid()
        assert form.cleaned_data["due"] == expected


def test_a_date_fills_its_boxes() -> None:
    found = Page(str(control(Due(initial={"due": datetime.date(2015, 4, 20)})["due"])))
    assert [attrs["value"] for attrs in found.all("input")] == ["20", "4", "2015"]

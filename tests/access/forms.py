"""The forms of a page, read from its HTML and filled in as somebody might."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

Pair = tuple[str, str]
SKIPPED = {"csrfmiddlewaretoken"}
MOST_BUTTONS = 4
PASS_PHRASE = "a long enough pass phrase"  # everybody's, in tests
USUAL = {"email": "walker@example.org", "password": PASS_PHRASE, "number": "1"}
DAY = re.compile(r"m\d+-t")  # by when something is done about an indicator: one box
LATER = re.compile(r"end|period_end|until|valid_to|due")  # dates that come after another


@dataclass
class Control:
    name: str
    kind: str  # text, hidden, checkbox, radio, select, textarea, submit, password, email, number
    value: str = ""
    checked: bool = False
    required: bool = False
    options: list[str] = field(default_factory=list)


@dataclass
class Form:
    """One form. ``path`` is where it is sent, ``page`` where it was found."""

    page: str
    path: str
    method: str
    controls: list[Control] = field(default_factory=list)
    has_token: bool = False

    def bodies(self) -> list[list[Pair]]:
        """What somebody might send, in four ways, by every button: see ``_filled``."""
        buttons = [(one.name, one.value) for one in self.controls if one.kind == "submit"]
        found: list[list[Pair]] = []
        for how in ("shown", "written", "changed", "last"):
            fields = [pair for one in self._by_name() for pair in _filled(one, how)]
            for button in buttons[:MOST_BUTTONS] or [("", "")]:
                body = [*fields, *([button] if button[0] else [])]
                if body not in found:
                    found.append(body)
        return found

    @property
    def names(self) -> set[str]:
        return {one.name for one in self.controls}

    def _by_name(self) -> list[Control]:
        """The controls; radio buttons of one name as one control with options."""
        radios: dict[str, Control] = {}
        found: list[Control] = []
        for one in self.controls:
            if one.kind == "submit":
                continue
            if one.kind != "radio":
                found.append(one)
                continue
            if one.name not in radios:
                radios[one.name] = Control(one.name, "select", required=True)
                found.append(radios[one.name])
            radios[one.name].options.append(one.value)
            if one.checked:
                radios[one.name].value = one.value
        return found


def _filled(one: Control, how: str) -> list[Pair]:
    """A control as somebody fills it in.

    ``shown``: as it is, with what is needed. ``written``: every text filled in, nothing chosen that
    need not be. ``changed``: everything another way. ``last``: the last of every choice.
    """
    if one.kind == "checkbox":
        checked = one.checked != (how == "changed")
        return [(one.name, one.value or "on")] if checked else []
    if one.kind == "select":
        return [(one.name, _chosen(one, how))]
    if one.kind in ("text", "textarea", "search"):
        return [(one.name, _written(one, how))]
    return [(one.name, one.value or USUAL.get(one.kind, ""))]


def _chosen(one: Control, how: str) -> str:
    options = [option for option in one.options if option]
    if how == "last" and options:
        return options[-1]
    if one.value or not options or (how in ("shown", "written") and not one.required):
        return one.value
    return options[0]


def _written(one: Control, how: str) -> str:
    date_part = re.search(r"_(day|month|year)$", one.name)
    if not one.value:
        if how == "shown" and not one.required:
            return ""
        if date_part:
            year = "2016" if LATER.match(one.name) else "2015"
            return {"day": "30", "month": "11", "year": year}[date_part[1]]
        if DAY.fullmatch(one.name):
            return "30 November 2015"
        return "w" if one.kind == "textarea" else "7"  # which may be a number
    if how == "shown" or date_part:
        return one.value
    if one.value.isdigit():
        return str(int(one.value) + 1)
    # A period, a year or a key is left as it is: more letters would only make it wrong.
    return one.value if re.search(r"\d{4}", one.value) else f"{one.value}w"


class _Reader(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.page = page
        self.forms: list[Form] = []
        self.form: Form | None = None
        self.select: Control | None = None
        self.area: Control | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            path = urlsplit(urljoin(self.page, given.get("action", ""))).path
            self.form = Form(self.page, path, given.get("method", "get").lower())
            self.forms.append(self.form)
        elif self.form is not None:
            self._control(tag, given)

    def _control(self, tag: str, given: dict[str, str]) -> None:
        assert self.form is not None
        name, required = given.get("name", ""), "required" in given
        if tag == "option" and self.select is not None:
            self.select.options.append(given.get("value", ""))
            if "selected" in given:
                self.select.value = given.get("value", "")
        if name in SKIPPED:
            self.form.has_token = True
        elif name and tag in ("input", "button"):
            kind = given.get("type", "submit" if tag == "button" else "text")
            self.form.controls.append(
                Control(name, kind, given.get("value", ""), "checked" in given, required)
            )
        elif name and tag == "select":
            self.select = Control(name, "select", required=required)
            self.form.controls.append(self.select)
        elif name and tag == "textarea":
            self.area = Control(name, "textarea", required=required)
            self.form.controls.append(self.area)

    def handle_data(self, data: str) -> None:
        if self.area is not None:
            self.area.value += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.form = None
        elif tag == "select":
            self.select = None
        elif tag == "textarea" and self.area is not None:
            self.area.value = self.area.value.removeprefix("\n")
            self.area = None


def forms_in(page: str, body: bytes) -> list[Form]:
    """The forms of a page that was found at the path ``page``."""
    reader = _Reader(page)
    reader.feed(body.decode(errors="replace"))
    return reader.forms

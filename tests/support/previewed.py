"""Forms whose answer is a page of what would change: posted, looked at, and confirmed."""

from typing import Any

from tests.access.forms import Form, Pair, forms_in


def confirmed(client: Any, address: str, data: Any, **more: Any) -> Any:
    """Post a form and, where it is answered by what would change, confirm that."""
    answer = client.post(address, data, **more)
    shown = preview_in(address, answer)
    return answer if shown is None else client.post(address, carried(shown), **more)


def preview_in(address: str, answer: Any) -> Form | None:
    """The form of a page of what would change; None on any other page."""
    forms = forms_in(address, answer.content) if hasattr(answer, "content") else []
    return next((one for one in forms if {"seen", "step"} <= one.names), None)


def carried(form: Form, step: str = "confirm") -> dict[str, list[str]]:
    """What its button posts: all that was typed before, what was seen, and the step."""
    pairs: list[Pair] = [(one.name, one.value) for one in form.controls if one.kind == "hidden"]
    found: dict[str, list[str]] = {}
    for name, value in [*pairs, ("step", step)]:
        found.setdefault(name, []).append(value)
    return found


def removed(client: Any, address: str, version: int, **more: Any) -> Any:
    """Look at the page that asks before something is removed, and remove it."""
    page = client.get(address)
    forms = [one for one in forms_in(address, page.content) if "seen" in one.names]
    data = {one.name: one.value for form in forms for one in form.controls if one.name}
    return client.post(address, {**data, "expected_version": str(version)}, **more)

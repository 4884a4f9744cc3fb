"""Keys for people's own programs: made, shown once, listed and withdrawn by their owner."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import ApiToken
from accounts.tokens import make_token, state_of, withdraw_token
from core import clock
from core.forms import plain_helper
from partnerships.permissions import signed_in

DAYS = {"30": "30 days", "90": "90 days", "365": "A year"}
NAME_LENGTH = 80


class TokenForm(forms.Form):
    """What the key is for and how long it lasts."""

    name = forms.CharField(
        label="What will use the key?",
        help_text="Such as “Power BI at work”. You will know by this which key to withdraw.",
        max_length=NAME_LENGTH,
        error_messages={
            "required": "Say what will use the key",
            "max_length": f"Use {NAME_LENGTH} characters or fewer",
        },
    )
    days = forms.ChoiceField(
        label="How long should it last?",
        choices=list(DAYS.items()),
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose how long the key lasts",
            "invalid_choice": "Choose how long the key lasts from the list",
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = plain_helper()


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def tokens(request: HttpRequest) -> HttpResponse:
    """The user's keys; on POST a new one, which this answer alone shows."""
    made = ""
    form = TokenForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        made = _made(request, form)
        if made:
            form = TokenForm()
    mine = ApiToken.objects.filter(user=request.user).select_related("user")  # type: ignore[misc]
    context = {
        "form": form,
        "made": made,
        "tokens": [(one, state_of(one)) for one in mine],
        "address": request.build_absolute_uri("/api/v1/"),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "tokens.html", context, status=status)


def _made(request: HttpRequest, form: TokenForm) -> str:
    """The new key; empty, with the form's errors, where it is refused."""
    ends_on = clock.today() + timedelta(days=int(form.cleaned_data["days"]))
    try:
        return make_token(by=request.user, name=form.cleaned_data["name"], ends_on=ends_on)  # type: ignore[arg-type]
    except ValidationError as refused:
        for field, texts in getattr(refused, "message_dict", {"name": refused.messages}).items():
            form.add_error("days" if field == "ends_on" else "name", texts)
        return ""


@require_POST
@signed_in
def withdraw(request: HttpRequest, token: int) -> HttpResponse:
    """End one of one's own keys at once."""
    mine = ApiToken.objects.filter(user=request.user)  # type: ignore[misc]
    found = get_object_or_404(mine, pk=token)
    withdraw_token(by=request.user, token=found)  # type: ignore[arg-type]
    messages.success(request, f"The key “{found.name}” is withdrawn. It works no longer.")
    return redirect("tokens")

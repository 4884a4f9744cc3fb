"""Form fields that this room and those above it use."""

from django import forms

from strategies.models import Priority
from strategies.selectors import shortened


class PriorityChoiceField(forms.ModelChoiceField):
    """A choice of priorities from ``priority_choices``, each with its letter and heading."""

    def label_from_instance(self, obj: Priority) -> str:
        heading = getattr(obj, "heading", "") or ""
        return f"{obj.code}. {shortened(heading)} ({obj.strategy.years})"

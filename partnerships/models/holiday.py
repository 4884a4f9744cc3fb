"""Bank holidays, on which no working day falls. Data: governments add and move them."""

from django.db import models

from core.models import Versioned


class BankHoliday(Versioned):
    """A bank holiday in England and Wales."""

    day = models.DateField(unique=True)
    name = models.CharField(max_length=100)

    class Meta:
        ordering = ("day",)

    def __str__(self) -> str:
        return f"{self.name}, {self.day:%-d %B %Y}"

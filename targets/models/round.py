"""The round of a return: when it is due, who was reminded, what was excepted, what was uploaded."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from core.fields import QuarterField
from core.models import Versioned
from partnerships.models import Organisation, Partnership

from .returns import Return, ReturnPart


class DueRule(Versioned):
    """How many working days after its quarter a return is due: the partnership's, or one
    organisation's own."""

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="due_rules")
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Empty: all organisations without a rule of their own.",
    )
    due_after = models.PositiveSmallIntegerField("working days after the quarter")
    closes_after = models.PositiveSmallIntegerField(
        "working days after the due date when entering closes",
        null=True,
        blank=True,
        help_text="Empty: entering stays open.",
    )

    class Meta:
        ordering = ("partnership", F("organisation").asc(nulls_first=True))
        constraints = (
            models.UniqueConstraint(
                fields=["partnership", "organisation"], name="due_rule_one_per_organisation"
            ),
            models.UniqueConstraint(
                fields=["partnership"],
                condition=Q(organisation__isnull=True),
                name="due_rule_one_for_all",
            ),
            models.CheckConstraint(
                condition=Q(due_after__gte=1, due_after__lte=120), name="due_rule_days"
            ),
        )

    def __str__(self) -> str:
        return f"{self.organisation or 'All'}: {self.due_after} working days"


class LockException(models.Model):
    """A manager lets an organisation enter figures after its last day, until another."""

    immutable = True  # held by a database trigger; a later one counts instead

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="+")
    part = models.ForeignKey(ReturnPart, on_delete=models.PROTECT, related_name="exceptions")
    until = models.DateField("open until")
    reason = models.TextField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("made_at", "pk")
        constraints = (
            models.CheckConstraint(condition=~Q(reason=""), name="exception_has_reason"),
        )

    def __str__(self) -> str:
        return f"{self.part} until {self.until}"


class Reminder(models.Model):
    """That an organisation was reminded, so that it is done once and never twice.

    The row is written before the e-mail goes out; ``sent_at`` when it has.
    """

    class Kind(models.TextChoices):
        OPENED = "opened", "The return is open"
        SOON = "soon", "Due soon"
        TODAY = "today", "Due today"
        OVERDUE = "overdue", "Overdue"
        BY_HAND = "by_hand", "Sent by a manager"

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="+")
    part = models.ForeignKey(ReturnPart, on_delete=models.PROTECT, related_name="reminders")
    kind = models.CharField(max_length=10, choices=Kind)
    day = models.DateField("for the due date, or the day when it was sent by hand")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    sent_at = models.DateTimeField(null=True, blank=True)
    people = models.PositiveSmallIntegerField("how many people it went to", default=0)

    class Meta:
        ordering = ("made_at", "pk")
        constraints = (
            models.UniqueConstraint(fields=["part", "kind", "day"], name="reminder_once_of_a_kind"),
            models.CheckConstraint(
                condition=Q(kind__in=["opened", "soon", "today", "overdue", "by_hand"]),
                name="reminder_kind_known",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.part}"


class Denominator(Versioned):
    """A denominator other than the population, entered once and offered wherever an indicator's
    denominator has its name. It holds from its quarter until a later one."""

    partnership = models.ForeignKey(
        Partnership, on_delete=models.PROTECT, related_name="denominators"
    )
    name = models.CharField(max_length=100, help_text="As indicators call it: “Households”.")
    quarter = QuarterField("from the quarter")
    value = models.DecimalField(max_digits=15, decimal_places=4)
    source = models.CharField(max_length=200)

    class Meta:
        ordering = ("partnership", "name", "-quarter")
        constraints = (
            models.UniqueConstraint(
                fields=["partnership", "name", "quarter"], name="denominator_one_a_quarter"
            ),
            models.CheckConstraint(condition=Q(value__gt=0), name="denominator_positive"),
        )

    def __str__(self) -> str:
        return f"{self.name} from {self.quarter.label}"


class Upload(Versioned):
    """What was read from a file or pasted, between its preview and its confirmation.

    ``plan`` is the JSON text of the rows that were read, as the room that made it writes them; it
    is emptied once it is applied.
    """

    class Kind(models.TextChoices):
        RETURN = "return", "Figures of a return"
        HISTORY = "history", "Past figures"

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="+")
    belongs_to = models.ForeignKey(
        Return, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    kind = models.CharField(max_length=10, choices=Kind)
    file_name = models.CharField(max_length=200, blank=True, help_text="Empty: pasted.")
    sha256 = models.CharField(max_length=64)
    plan = models.BinaryField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("made_at", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(kind="return", belongs_to__isnull=False)
                | Q(kind="history", belongs_to__isnull=True),
                name="upload_of_its_kind",
            ),
        )

    def __str__(self) -> str:
        return self.file_name or "Pasted"

"""What crime costs: unit costs with their source, yearly counts, and what papers have printed."""

from django.db import models
from django.db.models import Q

from core.models import Versioned
from partnerships.models import Partnership
from targets.models import Measure
from targets.terms import SavingMethod

FIRST_YEAR, LAST_YEAR = 1981, 2100
PENCE = 2


class UnitCost(Versioned):
    """What one crime costs, in pounds of a year’s prices, by a named study."""

    partnership = models.ForeignKey(
        Partnership, on_delete=models.PROTECT, related_name="unit_costs"
    )
    name = models.CharField(max_length=150, help_text="One of what, such as “domestic burglary”.")
    amount = models.DecimalField("cost of one, in pounds", max_digits=15, decimal_places=PENCE)
    price_year = models.CharField("prices of", max_length=9, help_text="Such as 2000 or 2000/01.")
    source = models.CharField(max_length=200, help_text="The study or table that it is taken from.")

    class Meta:
        ordering = ("partnership", "name", "price_year")
        constraints = (
            models.UniqueConstraint(
                fields=["partnership", "name", "price_year", "source"], name="unit_cost_once"
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="unit_cost_above_nothing"),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(source="") & ~Q(price_year=""),
                name="unit_cost_says_what_and_whence",
            ),
        )

    def __str__(self) -> str:
        return f"{self.name}, £{self.amount:,.2f} ({self.price_year} prices)"


class CostTable(Versioned):
    """A kind of crime costed year by year.

    With a ``measure`` the counts are totals of its figures; a year’s own count, where one is
    given, comes first.
    """

    partnership = models.ForeignKey(
        Partnership, on_delete=models.PROTECT, related_name="cost_tables"
    )
    title = models.CharField(max_length=150)
    unit_cost = models.ForeignKey(UnitCost, on_delete=models.PROTECT, related_name="tables")
    measure = models.ForeignKey(
        Measure, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    baseline_year = models.PositiveSmallIntegerField(
        "baseline year starts in April", null=True, blank=True, help_text="Empty: the first year."
    )
    note = models.TextField(blank=True)
    position = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ("partnership", "position", "title")
        constraints = (
            models.UniqueConstraint(
                fields=["partnership", "title"], name="cost_table_title_unique"
            ),
            models.CheckConstraint(condition=~Q(title=""), name="cost_table_has_title"),
        )

    def __str__(self) -> str:
        return self.title


class CostYear(Versioned):
    """A financial year of a table: its count, and what a paper printed for it, if one did."""

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="+")
    table = models.ForeignKey(CostTable, on_delete=models.CASCADE, related_name="years")
    year = models.PositiveSmallIntegerField("financial year starts in April")
    count = models.DecimalField(max_digits=15, decimal_places=4, null=True, blank=True)
    new_series = models.BooleanField(
        default=False, help_text="Counting rules changed: no saving is worked out across it."
    )
    printed_cost = models.DecimalField(null=True, blank=True, max_digits=15, decimal_places=PENCE)
    printed_saving = models.DecimalField(null=True, blank=True, max_digits=15, decimal_places=PENCE)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ("table", "year")
        constraints = (
            models.UniqueConstraint(fields=["table", "year"], name="cost_year_once"),
            models.CheckConstraint(
                condition=Q(year__gte=FIRST_YEAR, year__lte=LAST_YEAR),
                name="cost_year_plausible",
            ),
            models.CheckConstraint(
                condition=Q(count__isnull=True) | Q(count__gte=0), name="cost_year_count"
            ),
        )

    def __str__(self) -> str:
        return f"{self.table}, {self.year}/{(self.year + 1) % 100:02d}"


class CostClaim(Versioned):
    """A total that a paper printed: of one table, or (with none) of all of them together."""

    partnership = models.ForeignKey(
        Partnership, on_delete=models.PROTECT, related_name="cost_claims"
    )
    table = models.ForeignKey(
        CostTable, on_delete=models.CASCADE, null=True, blank=True, related_name="claims"
    )
    text = models.CharField("in the paper’s words", max_length=300)
    of = models.CharField("what it is a total of", max_length=10, choices=SavingMethod.choices())
    amount = models.DecimalField(max_digits=15, decimal_places=PENCE)
    printed_in = models.CharField("where it is printed", max_length=200)

    class Meta:
        ordering = ("partnership", "table", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(of__in=[m.value for m in SavingMethod]), name="cost_claim_of_known"
            ),
            models.CheckConstraint(
                condition=~Q(text="") & ~Q(printed_in=""), name="cost_claim_says_where"
            ),
        )

    def __str__(self) -> str:
        return self.text

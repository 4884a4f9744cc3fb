"""Community Safety Partnerships, and county boards above several of them."""

from typing import TYPE_CHECKING, ClassVar

from django.core.validators import RegexValidator
from django.db import models

from core.models import Versioned

if TYPE_CHECKING:
    from accounts.models import User


class PartnershipQuerySet(models.QuerySet["Partnership"]):
    def visible_to(self, user: "User") -> "PartnershipQuerySet":
        """The partnerships a user belongs to; all of them for an administrator."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        if user.is_superuser:
            return self
        return self.filter(memberships__user=user, memberships__active=True)


class Partnership(Versioned):
    """A partnership. Everything it owns carries its id."""

    # A county board is the parent of partnerships other than itself.
    crosses_partnerships: ClassVar[set[str]] = {"parent"}

    class Kind(models.TextChoices):
        CSP = "csp", "Community Safety Partnership"
        COUNTY = "county_board", "County board"

    class Comparison(models.TextChoices):
        LONG = "long", "The same period last year"
        SHORT = "short", "The previous period"

    class Shares(models.TextChoices):
        """Who else may compare what it has published. Nobody, until it says so."""

        NOBODY = "nobody", "Nobody else"
        COUNTY = "county", "The county board above it"
        NEIGHBOURS = "neighbours", "The county board above it and the partnerships under that"

    class Colour(models.TextChoices):
        """The colours of the header; the stylesheet has a theme for each."""

        NAVY = "navy", "Navy"
        PLUM = "plum", "Plum"
        GREEN = "green", "Green"
        BURGUNDY = "burgundy", "Burgundy"
        SLATE = "slate", "Slate"

    slug = models.SlugField("short name in addresses", max_length=60, unique=True)
    name = models.CharField(max_length=200, unique=True)
    place = models.CharField(
        max_length=100,
        help_text="The area in words, as in “Rutland” or “Tower Hamlets”.",
    )
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.CSP)
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="districts",
    )
    ons_code = models.CharField(
        "ONS code",
        max_length=9,
        blank=True,
        validators=[RegexValidator(r"^[EW]\d{8}$", "An ONS code is E or W and eight digits.")],
    )
    police_force_area = models.CharField(max_length=100, blank=True)
    policing_body_title = models.CharField(
        "title of the local policing body",
        max_length=100,
        default="Police and Crime Commissioner",
    )
    arrow_compares = models.CharField(
        "the arrow compares with",
        max_length=5,
        choices=Comparison,
        default=Comparison.LONG,
    )
    shares_with = models.CharField(
        "who may compare its published figures",
        max_length=10,
        choices=Shares,
        default=Shares.NOBODY,
    )
    colour = models.CharField(max_length=10, choices=Colour, blank=True)
    source_statement = models.TextField(
        "where the figures come from",
        blank=True,
        help_text="Printed wherever the figures are shown.",
    )

    objects = PartnershipQuerySet.as_manager()

    class Meta:
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(
                fields=["ons_code"],
                condition=~models.Q(ons_code=""),
                name="partnership_ons_code_unique",
            ),
            models.CheckConstraint(
                condition=models.Q(parent__isnull=True) | ~models.Q(parent=models.F("pk")),
                name="partnership_not_its_own_parent",
            ),
        )

    def __str__(self) -> str:
        return self.name


class Population(Versioned):
    """How many people live in a partnership's area at the middle of a year."""

    partnership = models.ForeignKey(
        Partnership, on_delete=models.PROTECT, related_name="populations"
    )
    mid_year = models.PositiveSmallIntegerField(help_text="The estimate at 30 June of this year.")
    value = models.PositiveIntegerField("people")
    source = models.CharField(max_length=200)

    class Meta:
        ordering = ("partnership", "mid_year")
        constraints = (
            models.UniqueConstraint(
                fields=["partnership", "mid_year"], name="population_one_per_year"
            ),
            models.CheckConstraint(condition=models.Q(value__gt=0), name="population_positive"),
            models.CheckConstraint(
                condition=models.Q(mid_year__gte=1981) & models.Q(mid_year__lte=2100),
                name="population_year_plausible",
            ),
        )

    def __str__(self) -> str:
        return f"{self.partnership} mid-{self.mid_year}"

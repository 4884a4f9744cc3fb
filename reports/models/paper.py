"""Committee papers, and the files that were published."""

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from audit.guards import Guard
from core.models import Versioned
from dashboards.models import Snapshot
from partnerships.models import Partnership
from partnerships.permissions import Permission

if TYPE_CHECKING:
    from partnerships.access import Member


# Everything that a reader of a published paper has read.
FIXED = (
    "snapshot",
    "report_number",
    "committee",
    "meeting_date",
    "title",
    "report_of",
    "strategic_aim",
    "purpose",
    "recommendations",
    "background",
    "summary",
    "conclusion",
    "background_papers",
    "contact",
)
_COLUMNS = ["snapshot_id" if name == "snapshot" else name for name in FIXED]
_AS_IT_WAS = " AND ".join(f"NEW.{name} IS NOT DISTINCT FROM OLD.{name}" for name in _COLUMNS)
_NO_FILE = "NOT EXISTS (SELECT 1 FROM reports_paperfile file WHERE file.paper_id = NEW.id)"


class PaperQuerySet(models.QuerySet["Paper"]):
    def visible_to(self, member: "Member") -> "PaperQuerySet":
        """Published and withdrawn papers; drafts too for those who may see them."""
        papers = self.filter(partnership=member.partnership)
        if not member.can(Permission.PAPERS):
            return papers.none()
        if not member.can(Permission.DRAFT_PAPERS):
            papers = papers.exclude(status=Paper.Status.DRAFT)
        return papers


class Paper(Versioned):
    """A performance paper on one published quarter. Its figures are the snapshot's.

    Once published its words never change, and all that can happen to it is to be withdrawn: the
    database holds both.
    """

    extra_guards: ClassVar[list[Guard]] = [
        Guard(
            "published_fixed",
            "update",
            "OLD.status <> 'draft' AND NOT (OLD.status = 'published'"
            f" AND NEW.status = 'withdrawn' AND {_AS_IT_WAS})",
            "A published paper never changes: it can only be withdrawn.",
        ),
        Guard(
            "published_kept",
            "delete",
            "OLD.status <> 'draft'",
            "A paper that was published is never removed.",
        ),
        Guard(
            "published_with_file",
            "update",
            f"OLD.status = 'draft' AND NEW.status <> 'draft' AND ({_NO_FILE}"
            " OR NEW.status = 'withdrawn')",
            "A paper is published together with its file.",
        ),
    ]

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        PUBLISHED = "published", "Published"
        WITHDRAWN = "withdrawn", "Withdrawn"

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="papers")
    snapshot = models.ForeignKey(
        Snapshot,
        on_delete=models.PROTECT,
        related_name="papers",
        verbose_name="published quarter",
    )
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT)
    report_number = models.CharField(max_length=30, help_text="Such as “127/2014”.")
    committee = models.CharField(max_length=200)
    meeting_date = models.DateField()
    title = models.CharField(max_length=200)
    report_of = models.CharField(
        "report of",
        max_length=200,
        help_text="A post, such as “Assistant Director for People”.",
    )
    strategic_aim = models.CharField(max_length=200, blank=True)
    purpose = models.TextField(help_text="One paragraph a line.")
    recommendations = models.TextField(help_text="One recommendation a line.")
    background = models.TextField(blank=True, help_text="One paragraph a line.")
    summary = models.TextField(
        blank=True,
        help_text="What members need to know, one paragraph a line. The counts are added for you.",
    )
    conclusion = models.TextField(blank=True, help_text="One paragraph a line.")
    background_papers = models.TextField(help_text="One a line. Write “None” where there are none.")
    contact = models.TextField(help_text="A post, a telephone number of the office, an e-mail.")
    withdrawn_reason = models.TextField(blank=True)
    withdrawn_on = models.DateField(null=True, blank=True)

    objects = PaperQuerySet.as_manager()

    class Meta:
        ordering = ("partnership", "-meeting_date", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=["partnership", "report_number"], name="paper_number_unique"
            ),
            models.CheckConstraint(
                condition=Q(status="withdrawn", withdrawn_on__isnull=False)
                & ~Q(withdrawn_reason="")
                | ~Q(status="withdrawn") & Q(withdrawn_on__isnull=True, withdrawn_reason=""),
                name="paper_withdrawn_with_reason",
            ),
        )

    def __str__(self) -> str:
        return f"{self.report_number} {self.title}"


class PaperFile(models.Model):
    """The bytes that were published. Never rendered again, never changed."""

    immutable = True  # held by a database trigger

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="+")
    paper = models.OneToOneField(Paper, on_delete=models.PROTECT, related_name="file")
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField("size in bytes")
    document = models.TextField("the words, as reports.document writes them")
    pages = models.PositiveSmallIntegerField()
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ("-published_at",)

    def __str__(self) -> str:
        return f"File of {self.paper}"

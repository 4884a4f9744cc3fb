"""What was read from a file or by pasting, kept between its preview and its confirmation."""

from datetime import timedelta
from typing import Final

from django.db.models import F

from core import clock
from partnerships.access import Member
from targets.models import Return, Upload

KEPT_FOR: Final = timedelta(days=1)


def keep(
    *,
    by: Member,
    kind: Upload.Kind,
    plan: bytes,
    file_name: str,
    sha256: str,
    belongs_to: Return | None = None,
) -> Upload:
    """Keep a plan for its preview, and empty those of its kind that nobody confirmed within a day.

    For an action, inside its audit context, once it has checked the permission.
    """
    Upload.objects.filter(
        partnership=by.partnership,
        kind=kind,
        applied_at=None,
        made_at__lte=clock.now() - KEPT_FOR,
    ).exclude(plan=b"").update(plan=b"", version=F("version") + 1)
    upload: Upload = Upload.objects.create(
        partnership=by.partnership,
        belongs_to=belongs_to,
        kind=kind,
        file_name=file_name,
        sha256=sha256,
        plan=plan,
        made_by=by.user,
        made_at=clock.now(),
    )
    return upload


def expired(upload: Upload) -> bool:
    """Whether it was left too long to be confirmed."""
    old = not upload.plan or clock.now() - upload.made_at >= KEPT_FOR
    return upload.applied_at is None and old


def mark_applied(upload: Upload) -> None:
    """Its figures are saved, so it is emptied. For an action, inside its audit context."""
    Upload.objects.filter(pk=upload.pk).update(
        applied_at=clock.now(), plan=b"", version=F("version") + 1
    )

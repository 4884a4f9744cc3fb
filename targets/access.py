"""How a view obtains a return, a part of it or an upload: through the member, or not at all."""

from django.db.models import QuerySet
from django.http import Http404

from core.quarters import Quarter
from partnerships.access import Member
from partnerships.models import Organisation, Partnership
from targets.models import Measure, Return, ReturnPart, Upload


def returns_for(member: Member) -> "QuerySet[Return]":
    """The returns that are collected here, without those of past figures."""
    return Return.objects.visible_to(member).exclude(status=Return.Status.HISTORY)


def get_return_for(member: Member, quarter: Quarter) -> Return:
    """The return of a quarter. Raises Http404 where the member may see none."""
    ret = returns_for(member).filter(quarter=quarter).first()
    if ret is None:
        raise Http404
    return ret


def get_part_for(member: Member, ret: Return, organisation_id: int) -> ReturnPart:
    """An organisation's part of a return. Raises Http404 where the member may not see it."""
    parts = ReturnPart.objects.visible_to(member).filter(belongs_to=ret)
    part = next(
        (
            one
            for one in parts.select_related("organisation")
            if one.organisation_id == organisation_id
        ),
        None,
    )
    if part is None:
        raise Http404
    return part


def get_upload_for(member: Member, pk: int, ret: Return | None = None) -> Upload:
    """What this member uploaded into a return; without one, as past figures. Raises Http404 for
    any other."""
    upload: Upload | None = Upload.objects.filter(
        pk=pk, partnership=member.partnership, belongs_to=ret, made_by=member.user
    ).first()
    if upload is None:
        raise Http404
    return upload


def suppliers_of(partnership: Partnership, quarter: Quarter) -> "QuerySet[Organisation]":
    """The organisations that supply a measure in use in a quarter, by name."""
    measures = Measure.objects.filter(partnership=partnership).in_use(quarter).order_by()
    return Organisation.objects.filter(pk__in=measures.values("supplier")).order_by("name")


def measures_asked(ret: Return) -> "QuerySet[Measure]":
    """The measures that a return asks for, of organisations that have a part in it."""
    return (
        Measure.objects.filter(partnership_id=ret.partnership_id)
        .in_use(ret.quarter)
        .filter(supplier__return_parts__belongs_to=ret)
    )

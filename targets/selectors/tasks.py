"""The task list of a return: what there is to do, how far it is, and why something cannot start."""

from dataclasses import dataclass

from django.urls import reverse

from partnerships.access import Member
from partnerships.permissions import Permission
from targets.models import Return, ReturnPart
from targets.selectors.returns import Part, ReturnPage, Section
from targets.selectors.words import counted, moment

STANDING = {
    Return.Status.OPEN: "",
    Return.Status.SUBMITTED: "Everything is submitted and waits to be signed off.",
    Return.Status.SIGNED_OFF: "Everything is signed off and can be published to the board.",
    Return.Status.PUBLISHED: "Published to the board. Its figures no longer change.",
}


@dataclass(frozen=True)
class Task:
    """A row of ``_components/task_list.html``."""

    title: str
    href: str
    hint: str
    status: str
    kind: str = ""


def standing(ret: Return) -> str:
    """Where the whole return stands, once it is more than open."""
    return STANDING.get(Return.Status(ret.status), "")


def entry_tasks(member: Member, page: ReturnPage) -> list[Task]:
    """One for each priority."""
    may = member.can(Permission.WORKING_FIGURES)
    return [_entry_task(page, section, may) for section in page.sections]


def _entry_task(page: ReturnPage, section: Section, may: bool) -> Task:
    slug, quarter = page.ret.partnership.slug, page.ret.quarter
    progress = section.progress
    kind = "" if progress.missing and section.editable else "done"
    if not progress.missing:
        status = "Completed"
    else:
        status = f"{progress.answered} of {progress.total} entered"
    hint = counted(progress.total, "indicator")
    if not section.editable:
        hint += ", no longer open to changes"
    elif progress.unavailable:
        hint += f", {progress.unavailable} marked not available"
    href = reverse("targets:section", args=[slug, quarter, section.key]) if may else ""
    return Task(section.title, href, hint, status, kind)


def part_tasks(member: Member, page: ReturnPage) -> list[Task]:
    """One for each organisation: submit, sign off, or wait, with the reason in words."""
    if not member.can(Permission.WORKING_FIGURES):
        return [_seen_only(part) for part in page.parts]
    return [_part_task(member, page, part) for part in page.parts]


def _seen_only(part: Part) -> Task:
    title = part.part.organisation.name
    return Task(title, "", part.progress.words, part.part.get_status_display(), "blocked")


def _part_task(member: Member, page: ReturnPage, part: Part) -> Task:
    name = part.part.organisation.name
    slug, quarter = page.ret.partnership.slug, page.ret.quarter
    args = [slug, quarter, part.part.organisation_id]
    check, sign_off = reverse("targets:submit", args=args), reverse("targets:sign_off", args=args)
    if part.part.editable:
        title = f"Check and submit: {name}"
        if member.organisation == part.part.organisation:
            title = "Check your return and submit"
        if part.progress.missing:
            still = f"{part.progress.missing} still to enter"
            return Task(title, check, "Every indicator needs a figure or a reason first", still)
        return Task(title, check, "Every indicator has a figure or a reason", "Ready to submit")
    by = f"Submitted by {part.part.submitted_by} at {moment(part.part.submitted_at)}"  # type: ignore[arg-type]
    if part.part.status == ReturnPart.Status.SIGNED_OFF:
        by = f"Signed off by {part.part.signed_off_by} at {moment(part.part.signed_off_at)}"  # type: ignore[arg-type]
        return Task(f"Signed-off figures: {name}", sign_off, by, "Signed off", "done")
    title = f"Check and sign off: {name}"
    if part.may_sign_off:
        return Task(title, sign_off, by, "Ready to sign off")
    hint = f"{by}. You submitted these figures, so somebody else signs them off."
    return Task(title, sign_off, hint if part.is_submitter else by, "Waiting for sign-off", "done")

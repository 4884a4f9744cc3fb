"""The task list of a return: what there is to do, how far it is, and why something cannot start."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse

from partnerships.access import Member
from partnerships.permissions import Permission, Scope
from targets.access import measures_asked
from targets.models import Return, ReturnPart
from targets.opinions import summaries
from targets.selectors.missing import Item, Lack, of_kind
from targets.selectors.people import signed_off_words, waiting_words
from targets.selectors.returns import Part, ReturnPage, Section
from targets.selectors.words import counted, moment

STANDING = {
    Return.Status.OPEN: "",
    Return.Status.SUBMITTED: "Everything is submitted and waits to be signed off.",
    Return.Status.SIGNED_OFF: "Everything is signed off and can be published to the board.",
    Return.Status.PUBLISHED: "Published to the board. Its figures change only by a revision.",
}
BLOCKED = "Cannot start yet"


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


# --- 1. Enter figures -------------------------------------------------------------------------


def entry_tasks(member: Member, page: ReturnPage) -> list[Task]:
    """One for each priority. One query for an officer, whose rows are not all there are."""
    may = member.can(Permission.WORKING_FIGURES)
    everybody: Counter[str] = Counter()
    if member.scope(Permission.RETURNS) is Scope.OWN:
        asked = measures_asked(page.ret).order_by().values_list("priority_id", "outcome_id")
        everybody = Counter(_section_key(*one) for one in asked)
    return [_entry_task(page, section, may, everybody[section.key]) for section in page.sections]


def _section_key(priority: int | None, outcome: int | None) -> str:
    if priority:
        return f"priority-{priority}"
    return f"outcome-{outcome}" if outcome else "indicators"


def _entry_task(page: ReturnPage, section: Section, may: bool, everybody: int) -> Task:
    args = [page.ret.partnership.slug, page.ret.quarter, section.key]
    progress = section.progress
    if progress.missing:
        status = f"{progress.entered} of {progress.total} entered"
        kind = "" if section.editable else "done"
    elif progress.to_check and section.editable:
        status, kind = "There is a problem", "problem"
    else:
        status, kind = "Completed", "done"
    href = reverse("targets:section", args=args) if may else ""
    return Task(section.title, href, _entry_hint(section, everybody), status, kind)


def _entry_hint(section: Section, everybody: int) -> str:
    progress = section.progress
    said = [counted(max(progress.total, everybody), "indicator")]
    if everybody > progress.total:
        said.append(f"{progress.total} {'is' if progress.total == 1 else 'are'} yours")
    if not section.editable:
        return f"{', '.join(said)}, no longer open to changes"
    if progress.to_check:
        need = "needs" if progress.to_check == 1 else "need"
        said.append(f"{progress.to_check} {need} an explanation")
    if progress.unavailable:
        said.append(f"{progress.unavailable} marked not available")
    return ", ".join(said)


# --- 2. Priority summaries --------------------------------------------------------------------


def summary_tasks(member: Member, page: ReturnPage) -> list[Task]:
    """The overall rating and comment of each priority, for those who give them. One query."""
    open_ = page.ret.status not in (Return.Status.PUBLISHED, Return.Status.HISTORY)
    if not open_ or not member.can(Permission.JUDGE):
        return []
    given = summaries(page.ret.partnership, page.ret.quarter)
    tasks = [_summary_task(page, section, given) for section in page.sections]
    return [task for task in tasks if task.href]


def _summary_task(page: ReturnPage, section: Section, given: Mapping[str, str]) -> Task:
    kind, _, number = section.key.partition("-")
    words = given.get(section.key, "")
    args = [page.ret.partnership.slug, page.ret.quarter, kind, number]
    href = _known("dashboards:assess", args) if number else ""
    return Task(section.title, href, "", words or "Not given", "done" if words else "")


# --- 3. Check and submit ----------------------------------------------------------------------


def check_tasks(member: Member, page: ReturnPage, items: Sequence[Item]) -> list[Task]:
    """What’s missing and what is unusual, while anything can still be put right."""
    if not member.can(Permission.WORKING_FIGURES) or not any(p.part.editable for p in page.parts):
        return []
    args = [page.ret.partnership.slug, page.ret.quarter]
    missing = sum(item.blocks for item in items)
    found = [
        Task(
            "Check what’s missing",
            reverse("targets:missing", args=args),
            _missing_hint(items),
            f"{missing} missing" if missing else "Nothing missing",
            "" if items else "done",
        )
    ]
    to_explain = of_kind(items, Lack.EXPLANATION)
    found.append(
        Task(
            "Check unusual figures",
            reverse("targets:unusual", args=args),
            "Figures far from earlier ones need an explanation, or a correction",
            f"{to_explain} to explain" if to_explain else "Nothing to explain",
            "" if to_explain else "done",
        )
    )
    return found


def _missing_hint(items: Sequence[Item]) -> str:
    said = [
        (of_kind(items, Lack.FIGURE), "without figure or reason"),
        (of_kind(items, Lack.EXPLANATION), "to explain"),
        (of_kind(items, Lack.COMMENTARY), "red without commentary"),
    ]
    return ", ".join(f"{number} {words}" for number, words in said if number)


def part_tasks(member: Member, page: ReturnPage, items: Sequence[Item]) -> list[Task]:
    """One for each organisation: submit, sign off, or wait, with the reason in words."""
    if not member.can(Permission.WORKING_FIGURES):
        return [_seen_only(part) for part in page.parts]
    return [_part_task(member, page, part, items) for part in page.parts]


def _seen_only(part: Part) -> Task:
    title = part.part.organisation.name
    return Task(title, "", part.progress.words, part.part.get_status_display(), "blocked")


def _part_task(member: Member, page: ReturnPage, part: Part, items: Sequence[Item]) -> Task:
    args = [page.ret.partnership.slug, page.ret.quarter, part.part.organisation_id]
    if part.part.editable:
        return _submit_task(member, part, items, reverse("targets:submit", args=args))
    name = part.part.organisation.name
    sign_off = reverse("targets:sign_off", args=args)
    if part.part.status == ReturnPart.Status.SIGNED_OFF:
        words = signed_off_words(part.part)
        return Task(f"Signed-off figures: {name}", sign_off, words, "Signed off", "done")
    title = f"Check and sign off: {name}"
    by = f"Submitted by {part.part.submitted_by} at {moment(part.part.submitted_at)}"  # type: ignore[arg-type]
    waits = f"{by}. {waiting_words(part.part)}"
    if part.is_submitter:
        hint = f"{waits}. You submitted these figures, so somebody else signs them off."
        return Task(title, sign_off, hint, "Waiting for sign-off", "done")
    asked_another = part.part.asked_id not in (None, member.user.pk)
    if part.may_sign_off and not asked_another:
        return Task(title, sign_off, by, "Ready to sign off")
    return Task(title, sign_off, waits, "Waiting for sign-off", "done")


def _submit_task(member: Member, part: Part, items: Sequence[Item], href: str) -> Task:
    title = "Submit for sign-off"
    if member.organisation != part.part.organisation:
        title = f"{title}: {part.part.organisation.name}"
    if part.closed:
        return Task(title, "", part.closed, "Closed", "blocked")
    own = [one for one in items if one.organisation.pk == part.part.organisation_id]
    figures, unexplained = of_kind(own, Lack.FIGURE), of_kind(own, Lack.EXPLANATION)
    if figures or unexplained:
        said = []
        if figures:
            said.append(f"{counted(figures, 'indicator')} without figure or reason")
        if unexplained:
            said.append(f"{counted(unexplained, 'explanation')} to give")
        return Task(title, "", " and ".join(said), BLOCKED, "blocked")
    return Task(title, href, "Everything is entered and explained", "Ready to submit")


def _known(name: str, args: Sequence[object]) -> str:
    """The address of a page of a room above this one; empty where there is none."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""

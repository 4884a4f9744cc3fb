"""What is stated of each priority, for the pages of a return, which stand below this room."""

from core.quarters import Quarter
from dashboards.models import GroupAssessment
from partnerships.models import Partnership


def stated_summaries(partnership: Partnership, quarter: Quarter) -> dict[str, str]:
    """By ``priority-3`` or ``outcome-4``: ``Amber, with a comment``. One query."""
    found = {}
    for one in GroupAssessment.objects.filter(partnership=partnership, quarter=quarter):
        of = f"priority-{one.priority_id}" if one.priority_id else f"outcome-{one.outcome_id}"
        rating = one.get_rag_display() if one.rag else ""
        said = [rating, "with a comment" if rating and one.comment else ""]
        found[of] = ", ".join(word for word in said if word) or "Comment without a rating"
    return found

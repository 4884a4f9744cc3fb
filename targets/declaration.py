"""What somebody declares by submitting figures.

It stands here and nowhere else; a partnership that wants other words changes this sentence.
"""

from targets.models import ReturnPart

DECLARATION = (
    "By submitting these figures to {partnership} for {organisation}, I confirm that to the best "
    "of my knowledge they are complete and correct, and that where a figure is missing the reason "
    "is given."
)


def declaration(part: ReturnPart) -> str:
    """The declaration for one organisation's part."""
    return DECLARATION.format(
        partnership=part.belongs_to.partnership.name, organisation=part.organisation.name
    )

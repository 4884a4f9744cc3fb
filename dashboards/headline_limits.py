"""How much officers may write for the board: what is read in a minute. Plain Python."""

from typing import Final

from dashboards.selectors.summary import lines_of

MOST_BULLETS: Final = 3
MOST_WORDS: Final = 60
MOST_ASKS: Final = 7
LONGEST_POINT: Final = 400  # characters; no word is so long
LONGEST_ASK: Final = 200  # characters: a line, not a paragraph


def faults(headline: str, asks: str) -> list[tuple[str, str]]:
    """What is too long, each with its field, in plain English."""
    points, asked = lines_of(headline), lines_of(asks)
    words = sum(len(point.split()) for point in points)
    found = []
    if len(points) > MOST_BULLETS:
        found.append(
            (
                "headline",
                f"Write at most {MOST_BULLETS} points, one a line. There are {len(points)}.",
            )
        )
    if words > MOST_WORDS:
        found.append(
            ("headline", f"Write at most {MOST_WORDS} words altogether. There are {words}.")
        )
    if any(len(one) > LONGEST_POINT for one in points):
        found.append(("headline", f"Keep each point to {LONGEST_POINT} characters."))
    if len(asked) > MOST_ASKS:
        found.append(
            ("asks", f"Ask for at most {MOST_ASKS} things, one a line. There are {len(asked)}.")
        )
    if any(len(one) > LONGEST_ASK for one in asked):
        found.append(
            ("asks", f"Keep each thing that is asked to one line of {LONGEST_ASK} characters.")
        )
    return found

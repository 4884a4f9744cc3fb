"""Small numbers of people that nobody can work out: an attacker, and a protector that beats it.

Plain Python, exact, with no link to a database. A *variable* is a number of people that is not
negative, such as those of one indicator in one quarter. A *fact* is what a publication tells of a
sum of variables: its number, or that it is within bounds. A *secret* is a sum that counts from 1
to 4. ``attack`` says how closely a secret can be worked out from facts; ``protect`` chooses what
else is not printed until no secret can be.

A secret is safe when what is told leaves it at least five values in a row, 1 to 4 among them: it
can be none of them told apart, and the range is never narrower than four.
"""

from dashboards.disclosure.attack import Fact, Interval, Secret, System, exposed, is_few
from dashboards.disclosure.linear import Form, form_of
from dashboards.disclosure.protect import Piece, protect

__all__ = [
    "Fact",
    "Form",
    "Interval",
    "Piece",
    "Secret",
    "System",
    "exposed",
    "form_of",
    "is_few",
    "protect",
]

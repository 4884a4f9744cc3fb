from .membership import Membership
from .organisation import Organisation
from .partner import Group, Partner
from .partnership import Partnership, Population

__all__ = [
    "Group",
    "Membership",
    "Organisation",
    "Partner",
    "Partnership",
    "Population",
]

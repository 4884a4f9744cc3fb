from .holiday import BankHoliday
from .membership import Membership
from .organisation import Organisation
from .partner import Group, Partner
from .partnership import Partnership, Population

__all__ = [
    "BankHoliday",
    "Group",
    "Membership",
    "Organisation",
    "Partner",
    "Partnership",
    "Population",
]

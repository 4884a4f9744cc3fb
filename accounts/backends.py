"""Who may sign in."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings


def may_sign_in(user: Any) -> bool:
    """Whether the kind of account is let in here: the demonstration's passwords are public."""
    return not user.is_demonstration or settings.MODE != "production"


class Backend(AuthenticationBackend):
    """allauth's sign-in by e-mail, closed to demonstration accounts anywhere else."""

    def user_can_authenticate(self, user: Any) -> bool:
        """Active users; demonstration accounts only where their passwords do no harm."""
        return may_sign_in(user) and bool(super().user_can_authenticate(user))

    def get_user(self, user_id: Any) -> Any:
        user = super().get_user(user_id)
        return user if user is None or self.user_can_authenticate(user) else None

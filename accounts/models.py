"""People who sign in. What they may do is said by their memberships, in ``partnerships``."""

from typing import Any, ClassVar

from django.contrib.auth.models import (
    AbstractBaseUser,
    BaseUserManager,
    PermissionsMixin,
)
from django.db import models
from django.db.models.functions import Lower

from core.models import Versioned


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Make an active user. ``email`` is what people sign in with."""
        if not email:
            raise ValueError("A user needs an e-mail address.")
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Make an administrator: the operator of this server."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin, Versioned):
    """A person with an e-mail address. An administrator is a user with ``is_superuser``."""

    email = models.EmailField("e-mail address", max_length=254, unique=True)
    name = models.CharField("name or post", max_length=150)
    is_active = models.BooleanField("active", default=True)
    is_staff = models.BooleanField("may open the admin", default=False)
    is_demonstration = models.BooleanField(
        "demonstration account",
        default=False,
        help_text="Its password is public, so it can sign in only in demonstration mode.",
    )
    joined_on = models.DateField("joined on", auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        ordering = ("name", "pk")
        constraints = (
            models.UniqueConstraint(Lower("email"), name="user_email_unique"),
            # The admin is for administrators only, so the two flags go together.
            models.CheckConstraint(
                condition=models.Q(is_staff=models.F("is_superuser")),
                name="user_staff_is_administrator",
            ),
        )

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name


class ApiToken(Versioned):
    """A key with which a person’s own program reads, without a browser, what they may read.

    Only the SHA-256 of the key is kept. It ends on a day, when it is withdrawn, and when its
    owner’s password changes: ``password_mark`` is of the password that it was made under.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="api_tokens")
    name = models.CharField(max_length=80, help_text="What uses it, such as “Power BI at work”.")
    digest = models.CharField(max_length=64, unique=True, editable=False)
    start = models.CharField("how it begins", max_length=12, editable=False)
    password_mark = models.CharField(max_length=64, editable=False)
    made_at = models.DateTimeField()
    ends_on = models.DateField("last day")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    used_on = models.DateField("last used on", null=True, blank=True)

    class Meta:
        ordering = ("user", "-made_at", "pk")
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(name="") & ~models.Q(digest=""), name="token_has_name"
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} ({self.start}…)"

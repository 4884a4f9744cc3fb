"""Accounts in the Django admin, which is for administrators only."""

from typing import Any

from allauth.account.decorators import secure_admin_login
from allauth.mfa import admin as _  # noqa: F401 - so that there is something to take away
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.http import HttpRequest

from accounts.models import User

# Through allauth, so that its limits and the second factor hold here too.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
admin.site.site_header = "Administration"

# A second factor can be taken away from somebody who lost it, and nothing else: allauth's own page
# would let an administrator write it by hand, and fails on what does not fit.
admin.site.unregister(Authenticator)


@admin.register(Authenticator)
class AuthenticatorAdmin(admin.ModelAdmin):
    list_display = ("user", "type", "created_at", "last_used_at")
    fields = ("user", "type", "created_at", "last_used_at")
    search_fields = ("user__name", "user__email")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class UserCreationForm(AdminUserCreationForm):
    class Meta:
        model = User
        fields = ("email", "name")


@admin.register(User)
class UserAdmin(DjangoUserAdmin):
    add_form = UserCreationForm
    ordering = ("name",)
    list_display = ("name", "email", "is_active", "is_superuser", "is_demonstration")
    list_filter = ("is_active", "is_superuser")
    search_fields = ("name", "email")
    readonly_fields = ("last_login", "is_demonstration")
    filter_horizontal = ()
    fieldsets = (
        (None, {"fields": ("email", "name", "password")}),
        ("Access", {"fields": ("is_active", "is_superuser")}),
        ("Record", {"fields": ("last_login", "is_demonstration")}),
    )
    add_fieldsets = (
        (
            None,
            {
                "classes": ("wide",),
                "fields": (
                    "email",
                    "name",
                    "usable_password",
                    "password1",
                    "password2",
                ),
            },
        ),
    )

    def save_model(self, request, obj, form, change):  # type: ignore[no-untyped-def]
        """An administrator may open the admin; nobody else may."""
        obj.is_staff = obj.is_superuser
        obj.version += 1 if change else 0
        super().save_model(request, obj, form, change)

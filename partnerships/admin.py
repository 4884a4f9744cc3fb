"""Partnerships and who belongs to them, for administrators."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from partnerships.models import (
    BankHoliday,
    Group,
    Membership,
    Organisation,
    Partner,
    Partnership,
    Population,
)


class VersionedAdmin(admin.ModelAdmin):
    """Counts versions, so that forms elsewhere notice a change made here.

    A row stays with its partnership: the database would refuse anything else.
    """

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        fixed = obj is not None and hasattr(obj, "partnership_id")
        return ("partnership",) if fixed else ()

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if change:
            obj.version += 1
        super().save_model(request, obj, form, change)


@admin.register(Organisation)
class OrganisationAdmin(VersionedAdmin):
    list_display = ("name", "kind", "valid_from", "valid_to")
    list_filter = ("kind",)
    search_fields = ("name",)


@admin.register(Partnership)
class PartnershipAdmin(VersionedAdmin):
    list_display = ("name", "kind", "parent", "shares_with", "ons_code", "police_force_area")
    list_filter = ("kind", "police_force_area")
    search_fields = ("name", "ons_code")
    prepopulated_fields = {"slug": ("place",)}

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never: what depends on it would be listed, and is not an administrator's to read."""
        return False


@admin.register(Population)
class PopulationAdmin(VersionedAdmin):
    list_display = ("partnership", "mid_year", "value", "source")
    list_filter = ("mid_year",)
    search_fields = ("partnership__name",)


@admin.register(Partner)
class PartnerAdmin(VersionedAdmin):
    list_display = ("partnership", "organisation", "role", "valid_from", "valid_to")
    list_filter = ("role",)
    search_fields = ("partnership__name", "organisation__name")


@admin.register(BankHoliday)
class BankHolidayAdmin(VersionedAdmin):
    list_display = ("day", "name")
    date_hierarchy = "day"
    search_fields = ("name",)
    ordering = ("-day",)


class GroupForm(forms.ModelForm):
    """A group stands under one of the same partnership, or under none."""

    class Meta:
        model = Group
        fields = ("partnership", "parent", "name", "kind", "owner_post")

    def clean(self) -> None:
        super().clean()
        chosen = self.cleaned_data.get("partnership")
        partnership_id = chosen.pk if chosen else self.instance.partnership_id
        parent = self.cleaned_data.get("parent")
        if parent is not None and parent.partnership_id != partnership_id:
            self.add_error("parent", "Choose a group of the same partnership.")


@admin.register(Group)
class GroupAdmin(VersionedAdmin):
    form = GroupForm
    list_display = ("partnership", "name", "kind", "parent", "owner_post")
    search_fields = ("partnership__name", "name")


@admin.register(Membership)
class MembershipAdmin(VersionedAdmin):
    list_display = ("user", "partnership", "role", "organisation", "active")
    list_filter = ("role", "active")
    search_fields = ("user__name", "user__email", "partnership__name")
    autocomplete_fields = ("user", "partnership", "organisation")

"""The system administrator's desk: accounts and organisations, read by the other two.

Who may do what follows from the roles of this system, not from Django's own permission rows.
Roles are granted on pages of their own, by two people (airdefense/people).
"""

from typing import ClassVar

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as PasswordAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.utils import timezone

from airdefense.accounts.glossary.hints import hint_for_row
from airdefense.accounts.models import Organisation, User
from airdefense.accounts.roles import Role
from airdefense.accounts.signin import passwords


class RoleAdmin(admin.ModelAdmin):
    """Reading and writing by role; nothing is ever deleted."""

    view_on_site = False
    readers: ClassVar[tuple[str, ...]] = ()
    writers: ClassVar[tuple[str, ...]] = ()
    # The field that says where a row counts: writing it takes the role over that place, or over
    # the whole city where the field is empty. "" for rows that count nowhere in particular.
    place: ClassVar[str] = ""

    def reaches(self, user, obj) -> bool:
        if not self.place:
            return True
        city = Organisation.objects.regions().order_by("path").first()
        place = getattr(obj, self.place) or city
        return not user.roles_over((place.path,)).isdisjoint(self.writers)

    def has_module_permission(self, request):
        return self.has_view_permission(request)

    def has_view_permission(self, request, obj=None):
        return request.user.has_role(*self.readers, *self.writers)

    def has_add_permission(self, request):
        return request.user.has_role(*self.writers)

    def has_change_permission(self, request, obj=None):
        may_write = request.user.has_role(*self.writers)
        return may_write and (obj is None or self.reaches(request.user, obj))

    def save_model(self, request, obj, form, change):
        if not self.reaches(request.user, obj):
            raise PermissionDenied
        super().save_model(request, obj, form, change)

    def has_delete_permission(self, request, obj=None):
        return False

    def get_form(self, request, obj=None, change=False, **kwargs):
        """The form of a row; fields that do not explain themselves are explained."""
        form = super().get_form(request, obj, change=change, **kwargs)
        for name, field in form.base_fields.items():
            field.help_text = field.help_text or hint_for_row(self.model, name)
        return form


@admin.register(Organisation)
class OrganisationAdmin(RoleAdmin):
    readers = (Role.SECURITY_ADMIN, Role.AUDITOR)
    writers = (Role.SYSTEM_ADMIN,)
    list_display = ("name", "kind", "code", "path", "valid_from", "valid_to")
    list_filter = ("kind",)
    search_fields = ("name", "code")
    autocomplete_fields = ("parent", "successor")

    def reaches(self, user, obj):
        """A new body counts where its parent stands; nobody begins a second city here."""
        path = obj.path or (obj.parent.path if obj.parent else "")
        return Role.SYSTEM_ADMIN in user.roles_over((path,))

    def get_readonly_fields(self, request, obj=None):
        """Where a body stands is settled with it: all that reaches it goes by its path. One that
        moves ends, and its successor begins."""
        settled = ("code", "parent") if obj is not None else ()
        return ("path", "region", *settled)

    def save_model(self, request, obj, form, change):
        """A body's path and region follow from its parent."""
        if not change:
            obj.path = f"{obj.parent.path if obj.parent else ''}{obj.code}."
            obj.region = obj.parent.home_region if obj.parent else None
        super().save_model(request, obj, form, change)


@admin.register(User)
class UserAdmin(RoleAdmin, PasswordAdmin):
    readers = (Role.SECURITY_ADMIN, Role.AUDITOR)
    writers = (Role.SYSTEM_ADMIN,)
    place = "organisation"
    list_display = ("username", "display_name", "organisation", "post", "is_active", "last_login")
    list_filter = ("is_active",)
    list_select_related = ("organisation",)
    search_fields = ("username", "display_name")
    ordering = ("username",)
    autocomplete_fields = ("organisation",)
    filter_horizontal = ()
    person = ("display_name", "email", "organisation", "post", "is_active")
    fieldsets = ((None, {"fields": ("username", "password", *person)}),)
    add_fieldsets = ((None, {"fields": ("username", *person, "password1", "password2")}),)

    def get_fieldsets(self, request, obj=None):
        """Whoever only reads an account is offered nothing about its password."""
        if obj is not None and not self.has_change_permission(request, obj):
            return ((None, {"fields": ("username", *self.person)}),)
        return super().get_fieldsets(request, obj)

    def user_change_password(self, request, id, form_url=""):  # noqa: A002
        """The own password is changed where the present one is asked for."""
        if id == str(request.user.pk):
            return redirect("accounts:password")
        return super().user_change_password(request, id, form_url)

    def construct_change_message(self, request, form, formsets, add=False):
        """Who gave somebody a password is written down; it is changed at the next sign-in."""
        if isinstance(form, AdminPasswordChangeForm):
            passwords.note(form.user, by=request.user, at=timezone.now())
        elif add and form.instance.has_usable_password():
            passwords.note(form.instance, by=request.user, at=timezone.now())
        return super().construct_change_message(request, form, formsets, add)

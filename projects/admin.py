"""Reference rows of the ledger: the parties that build, and what the screening counts with."""

from django.contrib import admin

from airdefense.accounts.admin import RoleAdmin
from airdefense.accounts.roles import Role
from projects import actions
from projects.models import CheckParameter, Developer


@admin.register(CheckParameter)
class CheckParameterAdmin(RoleAdmin):
    """A number the customer confirms instead of an assumption of the screening."""

    readers = (Role.INSPECTION_OFFICE, Role.DATA_CLERK)
    writers = (Role.INSPECTION_OFFICE,)
    list_display = ("check_code", "name", "value", "basis")
    list_filter = ("check_code",)


@admin.register(Developer)
class DeveloperAdmin(RoleAdmin):
    """A corrected name is found at once, and with it the developer's projects."""

    readers = (Role.INSPECTION_OFFICE,)
    writers = (Role.DATA_CLERK,)
    list_display = ("name", "credit_code")
    search_fields = ("name", "credit_code")
    fields = ("name", "credit_code")
    show_full_result_count = False

    def save_model(self, request, obj, form, change):
        if change:
            actions.edit_developer(developer=obj, name=obj.name, credit_code=obj.credit_code)
        else:
            recorded = actions.record_developer(name=obj.name, credit_code=obj.credit_code)
            obj.pk = recorded.pk

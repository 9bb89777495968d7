"""Reference rows of the ledger: published rates and the parties that build."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.admin import RoleAdmin
from airdefense.accounts.models import Organisation, within
from airdefense.accounts.roles import Role
from projects import actions
from projects.models import Developer, FeeRate


@admin.register(FeeRate)
class FeeRateAdmin(RoleAdmin):
    """A rate is added with its document and later ended; what it was is never edited."""

    readers = (Role.INSPECTION_OFFICE,)
    writers = (Role.DATA_CLERK,)
    place = "region"
    list_display = (
        "region",
        "grade",
        "yuan_per_sqm",
        "effective_from",
        "effective_to",
        "document",
    )
    list_filter = ("grade",)
    list_select_related = ("region",)
    fields = list_display

    def get_fields(self, request, obj=None):
        """A region in words: the desk would link it to a page of the administrators."""
        return ("where", *self.fields[1:]) if obj else self.fields

    def get_readonly_fields(self, request, obj=None):
        fields = self.get_fields(request, obj)
        return [name for name in fields if name != "effective_to"] if obj else ()

    @admin.display(description=_("Region"))
    def where(self, rate):
        return rate.region

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "region":
            kept = within(request.user, "", self.writers)
            kwargs["queryset"] = Organisation.objects.regions().filter(kept)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


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

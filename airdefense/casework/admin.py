from django.contrib import admin

from airdefense.accounts.admin import RoleAdmin
from airdefense.accounts.roles import Role
from airdefense.casework.models import CalendarDay, Event, TimeLimit


@admin.register(TimeLimit)
class TimeLimitAdmin(RoleAdmin):
    readers = (Role.CASE_SUPERVISION,)
    writers = (Role.INSPECTION_OFFICE,)
    place = "organisation"
    list_display = ("step", "days", "is_working_days", "basis", "effective_on", "organisation")
    list_select_related = ("organisation",)


@admin.register(CalendarDay)
class CalendarDayAdmin(RoleAdmin):
    writers = (Role.INSPECTION_OFFICE, Role.SYSTEM_ADMIN)
    list_display = ("day", "is_working", "document")


@admin.register(Event)
class EventAdmin(RoleAdmin):
    """Who did what when, for the auditor: without notes, which may carry case content."""

    readers = (Role.AUDITOR,)
    list_display = ("happened_at", "actor", "case_type", "case_id", "name", "before", "after")
    list_filter = ("case_type", "name")
    list_select_related = ("actor",)
    fields = ("happened_at", "actor", "case_type", "case_id", "name", "before", "after")
    show_full_result_count = False

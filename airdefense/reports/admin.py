from django.contrib import admin

from airdefense.accounts.admin import RoleAdmin
from airdefense.accounts.roles import Role
from airdefense.reports.models import ReportSchedule


@admin.register(ReportSchedule)
class ReportScheduleAdmin(RoleAdmin):
    """When each report is compiled: a setting of the system, without any case data."""

    readers = (Role.SECURITY_ADMIN, Role.AUDITOR)
    writers = (Role.SYSTEM_ADMIN,)
    list_display = ("kind", "compile_at", "working_days_only", "is_active", "large_gap_yuan")

"""How the API describes itself (OpenAPI 3.1); settings read this module, so it knows no models."""

ABOUT = """
Programs of other departments read and write here what their person may, through the same rules as
the pages.

* **Sign in**: `Authorization: Bearer ad_…`, a token made on the page “Tokens of programs”; scopes
  name a part and a way, such as `projects:read`. A browser session counts as well.
* **Pages**: `results`, `next` and `previous`; follow `next` as it is.
* **Refusals**: `application/problem+json` (RFC 9457) with `type`, `title`, `status`, `detail`,
  `request_id`, and `errors` by field. A case that is not yours to see is not there: 404.
* **Sending again**: with an `Idempotency-Key` a request counts once within 24 hours.
* **Versions**: what is read has an `ETag`; an edit sends it back as `If-Match`.
* **Money** is text with two decimals in yuan; moments carry their offset.
"""

# One name for each list of values, whatever field it appears in.
ENUMS = {
    "ReportKindEnum": "airdefense.reports.models.frozen.Kind",
    "InstructionStatusEnum": "airdefense.reports.instructions.workflow.InstructionStatus",
    "InstructionKindEnum": "airdefense.reports.models.instructions.InstructionKind",
    "ProjectStatusEnum": "projects.workflow.ProjectStatus",
    "PublishedStatusEnum": "projects.workflow.PublishedStatus",
    "SuspicionStatusEnum": "projects.workflow.SuspicionStatus",
    "MatchStatusEnum": "projects.workflow.MatchStatus",
    "DifferenceStatusEnum": "projects.workflow.DifferenceStatus",
    "DifferenceKindEnum": "projects.models.detection.Difference.Kind",
    "PermitKindEnum": "projects.models.papers.PermitKind",
    "GapKindEnum": "projects.models.recovery.GapKind",
    "RoundStatusEnum": "inspections.workflow.RoundStatus",
    "RoundKindEnum": "inspections.models.rounds.RoundKind",
    "CheckStatusEnum": "inspections.workflow.CheckStatus",
    "FindingStatusEnum": "inspections.workflow.FindingStatus",
    "ActivityKindEnum": "inspections.models.planning.ActivityKind",
    "FindingMethodEnum": "inspections.models.findings.Method",
    "DrawMethodEnum": "inspections.models.planning.DrawMethod",
    "DisposalMethodEnum": "leads.workflow.statuses.DisposalMethod",
    "LeadSourceEnum": "leads.models.leads.LeadSource",
    "CaseStatusEnum": "leads.workflow.statuses.CaseStatus",
    "LevelEnum": "leads.models.approvals.Level",
    "OutcomeKindEnum": "leads.models.cases.OutcomeKind",
    "InquiryKindEnum": "leads.models.handling.InquiryKind",
    "TaskStatusEnum": "rectification.workflow.statuses.TaskStatus",
    "ExtensionStatusEnum": "rectification.workflow.statuses.ExtensionStatus",
    "SuspensionStatusEnum": "rectification.workflow.statuses.SuspensionStatus",
    "ContributionStatusEnum": "rectification.workflow.statuses.ContributionStatus",
    "RecheckStatusEnum": "rectification.workflow.statuses.RecheckStatus",
    "InstrumentStatusEnum": "rectification.workflow.statuses.InstrumentStatus",
    "InstrumentKindEnum": "rectification.models.instruments.InstrumentKind",
}

SETTINGS = {
    "TITLE": "airdefense",
    "DESCRIPTION": ABOUT,
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.IsAuthenticated"],
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "SORT_OPERATIONS": True,
    "ENUM_NAME_OVERRIDES": ENUMS,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "COMPONENT_SPLIT_REQUEST": True,
    "TAGS": [
        {"name": "projects", "description": "Projects, their money, screening, reconciliation"},
        {"name": "inspections", "description": "Rounds, teams, checks and findings"},
        {"name": "leads", "description": "Leads and cases, for their compartment"},
        {"name": "rectification", "description": "Tasks, re-checks and instruments"},
        {"name": "reports", "description": "Reports, their figures, instructions"},
    ],
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "airdefense.casework.programs.hooks.tell_refusals",
    ],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SWAGGER_UI_SETTINGS": {"persistAuthorization": False, "docExpansion": "none"},
}

"""How findings are acted on from a report: the unit answers once it was told of them."""

from airdefense.reports.acting import acted_on
from inspections.models import Finding

acted_on(
    Finding,
    unit=lambda finding: finding.unit if finding.feedback_on else None,
    rows=lambda findings: findings.standing(),
)

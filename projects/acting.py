"""Projects and gaps are acted on by the office over their region: their developers have no desk."""

from airdefense.reports.acting import acted_on
from projects.models import Gap, Project

acted_on(Project)
acted_on(Gap, region=lambda gap: gap.project.region)

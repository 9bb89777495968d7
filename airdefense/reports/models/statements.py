"""What is told to the public about a period: words of people around the figures of a report."""

from functools import cached_property

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from airdefense.casework.models import Case, both_or_neither, moment, person
from airdefense.exchange.documents.filling import placeholders
from airdefense.reports.audience import sees_leads
from airdefense.reports.cells import is_exact
from airdefense.reports.figures import FIGURES
from airdefense.reports.models.frozen import FrozenFigure, Report
from airdefense.reports.statement.workflow import STATEMENT_WORKFLOW, StatementStatus

USER = settings.AUTH_USER_MODEL
# The paragraphs of a statement, in its order.
BLOCKS = ("opening", "checks", "leads", "rectification", "recovery", "closing")


def block(label) -> models.TextField:
    return models.TextField(label, max_length=1500, blank=True)


class StatementQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Whoever may read the report may read what is drafted from it."""
        return self.filter(report__in=Report.objects.visible_to(user))


class Statement(Case):
    """A bulletin for the public: its numbers stand as placeholders of the report's frozen figures,
    so that nobody can type over them."""

    workflow = STATEMENT_WORKFLOW
    event_labels = {
        "draft": _("Drafted"),
        "edit": _("Changed"),
        "export": _("Taken away as a document"),
    }
    step_view = "take_statement_step"

    number = models.CharField(_("number"), max_length=60, unique=True, editable=False)
    report = models.ForeignKey(
        Report, models.PROTECT, related_name="statements", verbose_name=_("report")
    )
    title = models.CharField(_("title"), max_length=100)
    opening = block(_("Opening"))
    checks = block(_("Checks and problems"))
    leads = block(_("Leads and cases"))
    rectification = block(_("Rectification"))
    recovery = block(_("Recovery of fees"))
    closing = block(_("What comes next"))
    drafted_at = models.DateTimeField(_("drafted at"), editable=False)
    drafted_by = models.ForeignKey(
        USER, models.PROTECT, related_name="+", verbose_name=_("drafted by"), editable=False
    )
    approved_at, approved_by = moment(_("approved at")), person()
    withdrawn_at, withdrawn_by = moment(_("withdrawn at")), person()
    status = models.CharField(
        _("status"),
        max_length=20,
        choices=StatementStatus,
        default=StatementStatus.DRAFTED,
        editable=False,
    )

    objects = StatementQuerySet.as_manager()

    class Meta:
        verbose_name = _("public statement")
        verbose_name_plural = _("public statements")
        constraints = [
            both_or_neither("statement", "approved"),
            both_or_neither("statement", "withdrawn"),
            models.CheckConstraint(name="statement_has_a_title", condition=~Q(title="")),
        ]
        indexes = [models.Index(name="statement_newest", fields=["-drafted_at", "-id"])]

    def __str__(self):
        return self.number

    def get_absolute_url(self):
        return reverse("reports:statement_detail", args=[self.pk])

    @property
    def scope_paths(self) -> tuple[str, ...]:
        return (self.report.scope.path,)

    @property
    def is_draft(self) -> bool:
        return self.status == StatementStatus.DRAFTED

    @property
    def is_public(self) -> bool:
        """Whether its numbers were released; a later withdrawal does not make them secret."""
        return self.approved_at is not None

    @property
    def is_outdated(self) -> bool:
        """Whether the report was corrected after it was taken for this statement."""
        last = Report.objects.filter(pk=self.report_id).latest_revisions()
        return not last.exists()

    @property
    def texts(self) -> dict[str, str]:
        return {name: getattr(self, name) for name in BLOCKS}

    @cached_property
    def figures(self) -> dict[str, FrozenFigure]:
        """The figures of the report without their rows, by code."""
        found = self.report.figures.only("report", "code", "value", "by_region", "wording")
        return {figure.code: figure for figure in found.select_related("wording")}

    def too_small_for(self, user) -> set[str]:
        """The figures of leads that outside the commission nobody is told before they are public:
        their sum is small, or would tell a small one (docs/decisions/0031)."""
        if sees_leads(user, self.report.scope):
            return set()
        found = self.figures.items()
        secret = (pair for pair in found if pair[0] in FIGURES and FIGURES[pair[0]].is_confidential)
        return {code for code, frozen in secret if not is_exact(frozen.counts())}

    def withholds_from(self, user) -> bool:
        """Whether the text tells such a figure."""
        told = {name for text in self.texts.values() for name in placeholders(text)}
        return any(code.lower() in told for code in self.too_small_for(user))

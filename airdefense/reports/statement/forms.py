from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.models import Organisation, OrganisationKind
from airdefense.casework.merging import MergingForm
from airdefense.casework.workflow import NotPossible
from airdefense.exchange.documents.filling import check_template
from airdefense.reports.models import Kind, Report, Statement
from airdefense.reports.models.statements import BLOCKS
from airdefense.reports.statement.numbers import gaps, numbers, objections

# Reports that have every section.
WHOLE = (Kind.DAILY, Kind.WEEKLY, Kind.MONTHLY, Kind.ROUND)


def reports_for(user: Any):
    """The reports of a whole city that a statement can be drafted from, corrected ones once."""
    found = Report.objects.visible_to(user).latest_revisions()
    return found.filter(kind__in=WHOLE, scope__kind=OrganisationKind.CITY).select_related("scope")


class ReportField(forms.ModelChoiceField):
    def label_from_instance(self, report: Any) -> str:
        return f"{report.day} · {report.get_kind_display()} · {report.mark}"


class ChoosingForm(forms.Form):
    """The report whose figures are told."""

    report = ReportField(
        label=_("Report"),
        queryset=Report.objects.none(),
        help_text=_("Its frozen figures are the numbers of the statement."),
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["report"].queryset = reports_for(user)


class StatementForm(MergingForm):
    """The words around the numbers."""

    report = ReportField(label=_("Report"), queryset=Report.objects.none())

    class Meta:
        model = Statement
        fields = ("report", "title", *BLOCKS)
        widgets = dict.fromkeys(BLOCKS, forms.Textarea({"rows": 4}))

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        fields: dict[str, Any] = self.fields
        fields["report"].queryset = reports_for(user) | Report.objects.filter(
            pk=self.instance.report_id
        )

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or self.cleaned_data
        known = gaps(numbers(self.instance, self.user))
        regions = Organisation.objects.regions().filter(kind=OrganisationKind.COUNTY)
        names = {
            name for pair in regions.values_list("name", "short_name") for name in pair if name
        }
        for name in ("title", *BLOCKS):
            for complaint in self._complaints(facts.get(name, ""), known, names):
                self.add_error(name, complaint)
        return facts

    @staticmethod
    def _complaints(text: str, known: Any, counties: Any) -> list[str]:
        try:
            check_template(text, known)
        except NotPossible as refusal:
            return [str(refusal)]
        return objections(text, counties)

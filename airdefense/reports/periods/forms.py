from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from airdefense.accounts.models import Organisation, within
from airdefense.accounts.roles import Role
from airdefense.exchange.filters import DateInput
from airdefense.reports.actions.compiling import Matter
from airdefense.reports.figures import of_sections
from airdefense.reports.models import SECTIONS, Kind
from airdefense.reports.periods.rounds import ended

COMPILERS = (Role.INSPECTION_OFFICE,)
MOST_ROUNDS = 50


def kinds():
    """The kinds that have something to say here: a part switched off has nothing."""
    return [(kind.value, kind.label) for kind in Kind if of_sections(SECTIONS[kind])]


class CompileForm(forms.Form):
    """Which report is wanted now: its kind, a day of its period or a round, and the region."""

    kind = forms.ChoiceField(label=_("Report"), choices=kinds)
    day = forms.DateField(
        label=_("Day"),
        required=False,
        widget=DateInput,
        help_text=_("Any day of the week or month wanted; not needed for a round."),
    )
    subject_key = forms.ChoiceField(
        label=_("Round"), required=False, help_text=_("For the report at the end of a round.")
    )
    scope = forms.ModelChoiceField(
        label=_("Region"), queryset=Organisation.objects.none(), empty_label=None
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        regions = Organisation.objects.regions().filter(within(user, "", COMPILERS))
        self.fields["scope"].queryset = regions.order_by("path")
        self.fields["scope"].label_from_instance = lambda region: region.name
        reach = set(regions.values_list("pk", flat=True))
        found = [
            one
            for one in ended(timezone.localdate())
            if any(region.pk in reach for region in one.regions)
        ]
        self.rounds = {one.subject_key: one for one in found[::-1][:MOST_ROUNDS]}
        self.fields["subject_key"].choices = [("", "—")] + [
            (key, one.name) for key, one in self.rounds.items()
        ]

    def clean(self):
        found = super().clean()
        if self.errors:
            return found
        about = self.rounds.get(found["subject_key"])
        if found["kind"] == Kind.ROUND:
            self._check_round(about, found["scope"])
        elif found["day"] is None:
            self.add_error("day", ValidationError(_("Name the day.")))
        if not self.errors:
            kind, scope = found["kind"], found["scope"]
            day = about.period.until if kind == Kind.ROUND else found["day"]
            self.about = about if kind == Kind.ROUND else None
            self.matter = Matter.of(kind, day, scope, self.about)
            self._check_day(self.matter.period)
        return found

    def _check_round(self, about, scope):
        if about is None:
            self.add_error("subject_key", ValidationError(_("Name a round that is concluded.")))
        elif not about.is_reported_in(scope):
            sentence = _("%(round)s did not cover %(region)s.")
            said = sentence % {"round": about.name, "region": scope.name}
            self.add_error("scope", ValidationError(said))

    def _check_day(self, period):
        """The same sentence that the action says, where it is typed."""
        if period.until > timezone.localdate():
            sentence = _("%(day)s is not here yet: nothing to report.")
            said = sentence % {"day": f"{period.until:%Y-%m-%d}"}
            self.add_error("day", ValidationError(said))

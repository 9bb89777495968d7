"""Several suspicions as findings: a row of words for each, looked through before it is made."""

from collections import Counter
from functools import cached_property
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from airdefense.casework.workflow import NotAllowed, NotPossible
from inspections.actions import check_draft
from inspections.forms.suggestion import accounts_of, kept_with, papers_of, process_of
from inspections.lens import powers_of_categories
from inspections.models import Finding, Method, Round, TeamMember
from inspections.workflow import RoundStatus
from projects.suspected import Selection, Ticked


def rounds_of(user: Any) -> Any:
    """The rounds on site in whose teams this person serves."""
    rounds = Round.objects.filter(status=RoundStatus.ON_SITE, teams__members__user=user)
    return rounds.distinct().order_by("-starts_on", "-pk")


class RoundOfPapers(forms.Form):
    """The round that all the findings belong to, chosen once."""

    # In focus, so that Ctrl+Enter confirms at once.
    round = forms.ModelChoiceField(
        Round.objects.none(),
        label=_("Round"),
        empty_label=None,
        widget=forms.Select({"autofocus": True}),
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["round"].queryset = rounds_of(user)


class PaperRow(forms.ModelForm):
    """One finding of the table; a row that is not ticked is not asked anything."""

    take = forms.BooleanField(label=_("Make this finding"), required=False)

    class Meta:
        model = Finding
        fields = ("category", "title", "amount_yuan", "method", "description", "basis")
        widgets = {
            "title": forms.TextInput({"autocomplete": "off"}),
            "description": forms.Textarea({"rows": 3}),
            "basis": forms.Textarea({"rows": 3}),
            "amount_yuan": forms.NumberInput({"inputmode": "decimal", "step": "0.01"}),
        }

    def __init__(self, *args, ticked: Ticked, account, round_, user, at, **kwargs):
        super().__init__(*args, **kwargs)
        self.ticked, self.account, self.round = ticked, account, round_
        self.user, self.at = user, at
        # What was found on the project before in this category, and whether a row above says it.
        self.alike: list[Finding] = []
        self.is_repeated = False
        # For each category the power it is usually put under.
        self.powers: dict[str, int] = {}

    @property
    def suspicion(self):
        return self.ticked.suspicion

    @property
    def is_taken(self) -> bool:
        return bool(self["take"].value())

    @property
    def matter(self) -> tuple[int | None, str]:
        """What counts as the same matter: the project and the category."""
        return (self.suspicion.project_id, self["category"].value() or "")

    def _post_clean(self):
        """The action's own objections, said at the row before anything is written."""
        super()._post_clean()
        if self.errors or self.round is None:
            return
        paper, suspicion = self.instance, self.suspicion
        paper.round, paper.organ, paper.made_by = self.round, self.round.organ, self.user
        paper.project, paper.unit, paper.region = self._place()
        paper.suspicion, paper.found_on = suspicion, timezone.localdate(self.at)
        try:
            check_draft(paper, self.at)
        except (NotAllowed, NotPossible) as refusal:
            self.add_error(None, str(refusal))

    def _place(self):
        suspicion = self.suspicion
        if suspicion.project:
            return suspicion.project, suspicion.project.authority, suspicion.project.region
        return None, suspicion.authority, suspicion.authority.home_region

    def facts(self) -> dict[str, Any]:
        """What `draft_findings` takes."""
        words = {name: self.cleaned_data[name] for name in self.Meta.fields}
        on, unit = timezone.localdate(self.at), self._place()[1]
        return words | {
            "project": self.suspicion.project,
            "unit": unit,
            "suspicion": self.suspicion,
            "worksheet": kept_with(self.suspicion, self.account),
            "found_on": on,
            "process": process_of(unit, self.account, on),
            "power_id": self.powers.get(words["category"]),
        }


class Papers:
    """The table of findings to be made of the suspicions that were ticked."""

    def __init__(self, selection: Selection, *, user, at, data=None):
        self.selection, self.user, self.at = selection, user, at
        self._data = data
        self.round_form = RoundOfPapers(data, user=user, initial={"round": self._usual_round})
        self.complaints: list[str] = []
        is_chosen = data is not None and self.round_form.is_valid()
        self.round = self.round_form.cleaned_data["round"] if is_chosen else None

    @property
    def has_round(self) -> bool:
        return bool(self._served)

    @cached_property
    def _served(self) -> list[tuple[int, int]]:
        """The rounds on site of this person with each region served there."""
        on_site = {"user": self.user, "team__round__status": RoundStatus.ON_SITE}
        members = TeamMember.objects.serving().filter(**on_site)
        return list(members.values_list("team__round_id", "team__regions"))

    @property
    def _usual_round(self) -> int | None:
        """The round that covers most of the rows."""
        regions = Counter(row.suspicion.region_id for row in self.selection.open)
        covered: Counter[int] = Counter()
        for round_id, region in self._served:
            covered[round_id] += 1 + 1000 * regions[region]
        return covered.most_common(1)[0][0] if covered else None

    @cached_property
    def rows(self) -> list[PaperRow]:
        """A row for each finding that the open suspicions suggest, duplicates told apart."""
        projects = [t.suspicion.project for t in self.selection.open if t.suspicion.project]
        accounts = accounts_of(projects, timezone.localdate(self.at)) if projects else {}
        rows = [
            self._row(ticked, accounts.get(ticked.suspicion.project_id), place, words)
            for ticked in self.selection.open
            for place, words in enumerate(
                papers_of(ticked.suspicion, accounts.get(ticked.suspicion.project_id))
            )
        ]
        self._tell_duplicates(rows)
        return rows

    def _row(self, ticked, account, place, words) -> PaperRow:
        # What changed since it was shown is shown anew, not as it was typed over.
        data = None if ticked.is_changed else self._data
        return PaperRow(
            data,
            prefix=f"p{ticked.suspicion.pk}-{place}",
            initial={"take": True, "method": Method.FILES, **words},
            ticked=ticked,
            account=account,
            round_=self.round,
            user=self.user,
            at=self.at,
        )

    def _tell_duplicates(self, rows: list[PaperRow]) -> None:
        """One matter is one finding: what was found before is not ticked unless somebody does."""
        known: dict[Any, list[Finding]] = {}
        projects = {row.suspicion.project_id for row in rows} - {None}
        found = Finding.objects.visible_to(self.user).alike_in(projects)
        for finding in found.order_by("-found_on", "-pk"):
            known.setdefault((finding.project_id, finding.category), []).append(finding)
        seen = set()
        for row in rows:
            row.alike = known.get(row.matter, [])
            row.is_repeated = row.matter[0] is not None and row.matter in seen
            if row.alike or row.is_repeated:
                row.initial["take"] = False
            if row.is_taken:
                seen.add(row.matter)

    @property
    def taken(self) -> list[PaperRow]:
        return [row for row in self.rows if row.is_taken]

    @property
    def amount_yuan(self) -> Any:
        return sum(row.initial["amount_yuan"] or 0 for row in self.taken)

    @cached_property
    def done(self) -> list[tuple[Ticked, list[Finding]]]:
        """The suspicions that nothing can be done with here, with the findings made of them."""
        closed = [t for t in self.selection.rows if t.objection or not self._suggests(t)]
        keys = [t.suspicion.pk for t in closed]
        found: dict[int, list[Finding]] = {}
        made = Finding.objects.visible_to(self.user).filter(suspicion__in=keys)
        for finding in made.order_by("pk"):
            found.setdefault(finding.suspicion_id, []).append(finding)
        return [(t, found.get(t.suspicion.pk, [])) for t in closed]

    def _suggests(self, ticked: Ticked) -> bool:
        return any(row.ticked is ticked for row in self.rows)

    def is_valid(self) -> bool:
        """Whether every ticked row may be made as it stands; else each says why not."""
        if self.selection.is_changed:
            words = _t("Some rows changed since they were shown: look at them and confirm again.")
            self.complaints.append(words)
        if not self.taken:
            self.complaints.append(_t("Tick at least one finding."))
        faulty = [row for row in self.taken if not row.is_valid()]
        if faulty:
            self.complaints.append(_t("Nothing is made yet: correct the rows marked below."))
        return self.round is not None and not self.complaints

    def facts(self) -> list[dict[str, Any]]:
        powers = powers_of_categories(self.user)
        for row in self.taken:
            row.powers = powers
        return [row.facts() for row in self.taken]

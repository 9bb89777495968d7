"""The opinion sheets of a lead: what was asked, who signed it when, whose signature is awaited."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from airdefense.accounts.models import User
from airdefense.casework.templatetags.casework import day
from leads.models import ApprovalForm, ApprovalMatter, LeadClock, Level, MoveKind, Verdict
from leads.timeline import Opinion
from leads.workflow import DisposalMethod, HandlingWay

TONES = {Verdict.GRANTED: "ok", Verdict.RETURNED: "bad", Verdict.WITHDRAWN: ""}
RELATED = ("lead__commission", "lead__handler", "lead__approver", "case", "opened_by")
ASKED_BY = {ApprovalMatter.ASSIGNMENT: _("Case supervision office")}


@dataclass(frozen=True, slots=True)
class Sheet:
    """One form with its lines, from who laid it before upwards."""

    title: Any
    tone: str
    mark: Any
    lines: list[Opinion]
    facts: tuple[tuple[Any, Any], ...] = ()
    form: ApprovalForm | None = None


def sheets_of(lead, user, history=None) -> list[Sheet]:
    """The forms of a lead that this user reads, the latest first; inside the compartment what was
    signed before there were forms comes from the history, as does the execution."""
    forms = ApprovalForm.objects.visible_to(user).filter(lead=lead).select_related(*RELATED)
    sheets = [sheet_of(form) for form in forms.order_by("-opened_at", "-pk")]
    if history is None:
        return sheets
    if any(sheet.form.matter == ApprovalMatter.DISPOSAL for sheet in sheets):
        lines = [line for line in history.opinions if line.is_execution]
    else:
        lines = history.opinions
    if lines:
        sheets.insert(0, Sheet(_("Disposal of the lead"), "", "", lines))
    return sheets


def sheet_of(form) -> Sheet:
    lines = [_proposal(form)]
    signed = form.opinions.exclude(level=Level.OFFICER).select_related("signed_by")
    lines += [_signed(opinion) for opinion in signed.order_by("pk")]
    lines += [
        _awaited(form, level, is_next=not place) for place, level in enumerate(form.open_levels())
    ]
    mark = form.get_verdict_display() or _("Before its signatories")
    tone = TONES.get(form.verdict, "warn")
    return Sheet(form.get_matter_display(), tone, mark, lines, facts_of(form), form)


def _proposal(form) -> Opinion:
    level = ASKED_BY.get(form.matter) or Level.OFFICER.label
    words = form.terms.get("opinion", "")
    return Opinion(level, form.opened_by, words, form.opened_at, "", _("Laid before"))


def _signed(opinion) -> Opinion:
    tone, mark = ("ok", _("Agreed")) if opinion.is_agreed else ("bad", _("Returned"))
    level = opinion.get_level_display()
    return Opinion(level, opinion.signed_by, opinion.words, opinion.signed_at, tone, mark)


def _awaited(form, level, *, is_next) -> Opinion:
    signer = User.objects.filter(pk=form.signer_id(level)).first()
    tone, mark = ("warn", _("Signature awaited")) if is_next else ("", _("After the others"))
    return Opinion(Level(level).label, signer, "", None, tone, mark)


def facts_of(form) -> tuple[tuple[Any, Any], ...]:
    """What exactly is asked, in words."""
    return tuple((label, value) for label, value in FACTS[form.matter](form) if value)


def _of_disposal(form):
    terms = form.terms
    if before := terms.get("before"):
        yield _("Method until now"), DisposalMethod(before).label
    if terms.get("method"):
        yield _("Disposal method"), DisposalMethod(terms["method"]).label
    yield _("Held until review on"), terms.get("review_on")


def _of_assignment(form):
    people = User.objects.in_bulk(form.terms["people"].values())
    for level in Level:
        if pk := form.terms["people"].get(level):
            yield level.label, people[pk]
    yield _("Way of handling"), HandlingWay(form.terms["way"]).label
    yield _("Body it is passed on to"), form.terms["handled_by_body"]
    yield _("Body replies by"), form.terms["reply_due_on"]


def _of_filing(form):
    if form.case:
        yield _("Matter"), form.case.matter
        yield _("Statutory basis"), form.case.basis
        names = form.case.persons.order_by("pk").values_list("person__name", flat=True)
        yield _("Persons"), _(", ").join(names)
        yield _("Organisation investigated"), form.case.organisation_subject


def _of_extension(form):
    terms = form.terms
    running = LeadClock.objects.filter(pk=terms.get("clock")).first()
    if running:
        yield _("Time limit"), running.get_kind_display()
        yield _("Last day until now"), day(running.due_on)
    if terms.get("move"):
        yield _("Asked for"), MoveKind(terms["move"]).label
    yield _("New last day"), terms.get("due_on")
    yield _("Basis"), terms.get("basis")


FACTS = {
    ApprovalMatter.DISPOSAL: _of_disposal,
    ApprovalMatter.ASSIGNMENT: _of_assignment,
    ApprovalMatter.FILING: _of_filing,
    ApprovalMatter.EXTENSION: _of_extension,
}

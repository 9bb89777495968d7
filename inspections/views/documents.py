"""The documents of an inspection as files: `….docx/` and `….pdf/`."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from airdefense.accounts.entries import key_of, typed
from airdefense.casework.workflow import NotAllowed, NotPossible
from airdefense.exchange.documents.delivery import deliver
from inspections import documents
from inspections.models import Finding, Round
from inspections.views.findings import WHOLE


@require_safe
def paper_document(request, pk, format):
    """The working paper (底稿)."""
    finding = of_the_file(request.user, pk)
    document = documents.working_paper(finding, request.user)
    name = f"底稿-{finding.number}"
    return deliver(request, document, about=finding, name=name, format=format)


@require_safe
def evidence_document(request, pk, format):
    """The list of evidence with its hashes, for handing it over."""
    finding = of_the_file(request.user, pk)
    document = documents.evidence_list(finding, request.user)
    name = f"证据清单-{finding.number}"
    return deliver(request, document, about=finding, name=name, format=format)


def of_the_file(user, pk) -> Finding:
    """A finding whose file this person may read: a unit learns what was found, not how. Raises
    NotAllowed."""
    findings = Finding.objects.visible_to(user).select_related(*WHOLE, "power")
    finding = get_object_or_404(findings, pk=pk)
    if not finding.may_read_file(user):
        raise NotAllowed(_("Working papers stay with the team and the offices."))
    return finding


@require_safe
def problem_list(request, pk, format):
    """What a round found at one unit: `?unit=`."""
    findings = found_at_unit(request, pk)
    round_ = findings[0].round
    document = documents.problem_list(round_, findings)
    name = f"问题清单-{round_.number}-{findings[0].unit.short_name}"
    return deliver(request, document, about=round_, name=name, format=format)


@require_safe
def feedback_letter(request, pk, format):
    """What the unit is told about it: `?unit=`."""
    findings = found_at_unit(request, pk)
    round_ = findings[0].round
    document = documents.feedback_letter(round_, findings)
    name = f"反馈意见-{round_.number}-{findings[0].unit.short_name}"
    return deliver(request, document, about=round_, name=name, format=format)


def found_at_unit(request, pk) -> list[Finding]:
    """The problems this person may know of, which for the unit are those fed back to it."""
    unit = key_of(typed(request.GET, "unit"))
    visible = Finding.objects.visible_to(request.user).filter(round_id=pk, unit_id=unit)
    related = ("unit", "project", "round__region")
    if findings := list(visible.standing().select_related(*related)):
        return findings
    if not Round.objects.visible_to(request.user).filter(pk=pk).exists():
        raise Http404
    raise NotPossible(_("This round has no approved problem of such a unit."))


@require_safe
def entry_notice(request, pk, format):
    """The notice by which the round announces itself."""
    rounds = Round.objects.visible_to(request.user).select_related("region")
    round_ = get_object_or_404(rounds, pk=pk)
    document = documents.entry_notice(round_)
    name = f"进驻通知-{round_.number}"
    return deliver(request, document, about=round_, name=name, format=format)

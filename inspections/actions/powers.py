"""Lists of powers: taken in as a draft, put in force by a second person, kept in check."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from airdefense.accounts.roles import Role
from airdefense.casework.actions import advance, record, save_edit
from airdefense.casework.workflow import NotAllowed, NotPossible
from inspections.models import Accountability, Control, Duty, Power, PowerList, Wording
from inspections.workflow import PowerListStatus

LIST_KEEPERS = (Role.INSPECTION_OFFICE, Role.DATA_CLERK)
LIST_FACTS = (
    "name",
    "document",
    "adopted_on",
    "declared_classes",
    "declared_powers",
    "declared_duties",
    "declared_accountabilities",
)
# What makes a power the same one in two versions of a list.
SAME_POWER = ("kind", "name", "sub_item")


def _only(by: Any, region: Any, roles: Iterable[str], words: str) -> None:
    if by.roles_over((region.path,)).isdisjoint(roles):
        raise NotAllowed(words)


@transaction.atomic
def take_in_list(
    *,
    region: Any,
    facts: Mapping[str, Any],
    powers: Iterable[Mapping[str, Any]],
    by: Any,
    at: datetime,
    note: str = "",
) -> PowerList:
    """Keep a list as a draft: `powers` are the facts of each with its `duties` (step, text, basis)
    and `accountabilities` (situation, basis) in their order."""
    _only(by, region, LIST_KEEPERS, _("Power lists are taken in by the office and the clerks."))
    power_list = PowerList.objects.create(region=region, proposed_at=at, proposed_by=by, **facts)
    duties, situations = [], []
    for given in powers:
        own = {k: v for k, v in given.items() if k not in ("duties", "accountabilities")}
        power = Power.objects.create(power_list=power_list, **own)
        duties += [
            Duty(power=power, order=order, **one) for order, one in enumerate(given["duties"], 1)
        ]
        situations += [
            Accountability(power=power, order=order, **one)
            for order, one in enumerate(given["accountabilities"], 1)
        ]
    Duty.objects.bulk_create(duties)
    Accountability.objects.bulk_create(situations)
    record(power_list, "create", by=by, at=at, note=note, after=power_list.status)
    return power_list


@transaction.atomic
def edit_power_list(
    *, power_list: PowerList, by: Any, at: datetime, version: int, **fields: Any
) -> PowerList:
    """Correct what a draft says of itself: its document and the totals it declares."""
    _only(by, power_list.region, LIST_KEEPERS, _("Drafts are corrected by office and clerks."))
    if power_list.status != PowerListStatus.DRAFT:
        raise NotPossible(_("A list in force is not changed: take in a newer one."))
    for field in LIST_FACTS:
        setattr(power_list, field, fields.get(field, getattr(power_list, field)))
    power_list.version = version
    return save_edit(power_list, by=by, at=at, fields=LIST_FACTS)


@transaction.atomic
def remove_draft(power_list: PowerList, *, by: Any, at: datetime) -> None:
    """Take a draft back with all it holds; its history stays."""
    if power_list.status != PowerListStatus.DRAFT:
        raise NotPossible(_("A list in force is not changed: take in a newer one."))
    record(power_list, "take_back", by=by, at=at, before=power_list.status)
    for model in (Duty, Accountability):
        model.objects.filter(power__power_list=power_list).delete()
    power_list.powers.all().delete()
    power_list.delete()


@transaction.atomic
def take_power_list_step(
    power_list: PowerList, name: str, *, by: Any, at: datetime, note: str = ""
) -> PowerList:
    """Put a list in force; the one it replaces ends in the same moment."""
    if name != "put_in_force":
        raise NotPossible(_("A list ends when a newer one is put in force in its place."))
    if not power_list.document.strip():
        raise NotPossible(_("Name the document that adopted the list first."))
    power_list.workflow.check(power_list, name, by, note)
    held = PowerList.objects.select_for_update(of=("self",)).filter(region=power_list.region_id)
    former = held.in_force().exclude(pk=power_list.pk).first()
    if former:
        words = _("Replaced by %(list)s.") % {"list": power_list.document}
        former = advance(former, "end", by=by, at=at, note=words)
    power_list = advance(power_list, name, by=by, at=at, note=note)
    if former:
        _carry_over(former, power_list, by=by, at=at)
    return power_list


def _carry_over(former: PowerList, newer: PowerList, *, by: Any, at: datetime) -> None:
    """Controls in force go on under the newer list, and wordings cite it from now on."""
    now = {tuple(getattr(p, n) for n in SAME_POWER): p for p in newer.powers.all()}
    day = timezone.localdate(at)
    for power in former.powers.all():
        heir = now.get(tuple(getattr(power, name) for name in SAME_POWER))
        if heir is None:
            continue
        for control in power.controls.in_force(day):
            facts = {name: getattr(control, name) for name in ("title", "document", "effective_on")}
            facts["ended_on"] = control.ended_on
            Control.objects.create(power=heir, added_at=at, added_by=by, **facts)
        for wording in Wording.objects.current().filter(power=power):
            wording.power = heir
            save_edit(wording, by=by, at=at, fields=("power",))


@transaction.atomic
def add_control(
    *, power: Power, title: str, document: str, effective_on: date, by: Any, at: datetime
) -> Control:
    """Set down a measure that keeps a power in check, with the document it stands on."""
    _only_office(power, by)
    control = Control.objects.create(
        power=power,
        title=title,
        document=document,
        effective_on=effective_on,
        added_at=at,
        added_by=by,
    )
    record(power.power_list, "add_control", by=by, at=at, note=f"{power.name}: {title}")
    return control


@transaction.atomic
def end_control(*, control: Control, ended_on: date, by: Any, at: datetime) -> Control:
    """Let a measure end with a day; it stays on record."""
    control = Control.objects.select_for_update(of=("self",)).get(pk=control.pk)
    _only_office(control.power, by)
    if control.ended_on:
        raise NotPossible(_("This control has ended already."))
    if ended_on < control.effective_on:
        raise NotPossible(_("A control does not end before it takes effect."))
    control.ended_on = ended_on
    control.save(update_fields=["ended_on"])
    words = f"{control.power.name}: {control.title}"
    record(control.power.power_list, "end_control", by=by, at=at, note=words)
    return control


def _only_office(power: Power, by: Any) -> None:
    words = _("Controls are kept by the inspection office.")
    _only(by, power.power_list.region, (Role.INSPECTION_OFFICE,), words)
    if power.power_list.status != PowerListStatus.IN_FORCE:
        raise NotPossible(_("Controls are kept for the powers of the list in force."))

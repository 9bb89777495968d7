"""A power as a lens: what was found, handed on, written and done about it, as far as one sees."""

from datetime import date
from typing import Any

from django.db.models import (
    Count,
    DecimalField,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Coalesce

from airdefense import features
from airdefense.accounts.roles import EVERY_CASE_ROLE, Role
from airdefense.casework.history import Entry, entry
from airdefense.casework.models import Event
from inspections.models import Control, Finding, Power, PowerList, Wording
from inspections.workflow import FindingStatus, PowerListStatus

MONEY = DecimalField(max_digits=16, decimal_places=2)
# How the inspection words its findings is not the inspected units' to read.
WORDING_READERS = tuple(role for role in EVERY_CASE_ROLE if role != Role.UNIT_CONTACT)
STANDS = Q(status=FindingStatus.APPROVED, merged_into=None)


def list_for(user: Any) -> PowerList | None:
    """The list that a reader works by: in force of the own region, else of the one above it, else
    any in force, else the newest draft."""
    lists = PowerList.objects.visible_to(user).select_related("region")
    home = home_of(user)
    standing = sorted(lists.in_force(), key=lambda one: (-len(one.region.path), one.pk))
    above = [one for one in standing if home.startswith(one.region.path)]
    drafts = lists.filter(status=PowerListStatus.DRAFT).order_by("-pk")
    return next(iter([*above, *reversed(standing)]), None) or drafts.first()


def home_of(user: Any) -> str:
    """Where a reader belongs; a body outside every region belongs to its own place."""
    return (user.organisation.home_region or user.organisation).path


def powers_for(user: Any) -> QuerySet:
    """The powers a person may cite: of the lists in force of the own region and those above it,
    else of every list in force."""
    powers = Power.objects.visible_to(user).in_force().select_related("power_list__region")
    codes = home_of(user).split(".")[:-1]
    above = [".".join(codes[: n + 1]) + "." for n in range(len(codes))]
    near = powers.filter(power_list__region__path__in=above)
    return near if near.exists() else powers


def power_of_category(user: Any, category: str) -> int | None:
    """The power that the wordings of a category cite, in the list in force."""
    return powers_of_categories(user).get(category)


def powers_of_categories(user: Any) -> dict[str, int]:
    """For each category the power that its first wording in use cites."""
    wordings = Wording.objects.visible_to(user).current()
    cited = wordings.filter(power__power_list__status=PowerListStatus.IN_FORCE).order_by("-pk")
    return dict(cited.values_list("category", "power"))


def related(power: Any, name: str, user: Any) -> QuerySet:
    """The rows of a later app that name a power, as far as the reader sees them."""
    return getattr(power, name).visible_to(user)


def lens_of(power: Power, user: Any, day: date) -> dict[str, Any]:
    """Everything that hangs on one power. Leads are not even counted for those outside."""
    findings = power.findings.visible_to(user).exclude(status=FindingStatus.VOID)
    sums = findings.filter(STANDS).aggregate(count=Count("pk"), amount_yuan=Sum("amount_yuan"))
    wordings = power.wordings.visible_to(user).current()
    if not user.has_role(*WORDING_READERS):
        wordings = wordings.none()
    return {
        "findings": findings.select_related("unit").order_by("-found_on", "-pk"),
        "found": sums,
        "leads": leads_about(power, user),
        "documents": related(power, "instruments", user).order_by("-pk"),
        "rounds": power.rounds.visible_to(user).order_by("-starts_on", "-pk"),
        "wordings": wordings.order_by("category", "pk"),
        "controls": power.controls.visible_to(user).order_by("effective_on", "pk"),
        "is_controlled": power.controls.in_force(day).exists(),
        "versions": versions_of(power, user),
    }


def leads_about(power: Power, user: Any) -> list[Any]:
    """The leads of this reader's compartments that name the power."""
    if not features.has("leads"):
        return []
    contents = related(power, "lead_contents", user).select_related("lead__commission")
    return [content.lead for content in contents.order_by("pk")]


def versions_of(power: Power, user: Any) -> QuerySet:
    """The same power in other lists of its region."""
    same = {"kind": power.kind, "name": power.name, "sub_item": power.sub_item}
    rows = Power.objects.visible_to(user).filter(power_list__region=power.power_list.region_id)
    return rows.filter(**same).exclude(pk=power.pk).select_related("power_list").order_by("-pk")


def overview(powers: QuerySet, user: Any, day: date) -> QuerySet:
    """Powers with how much hangs on each; leads are left out, they are not to be counted."""
    findings = Finding.objects.visible_to(user).filter(STANDS)
    instruments = Power._meta.get_field("instruments").related_model._default_manager
    return powers.select_related("power_list").annotate(
        duty_count=Count("duties", distinct=True),
        situation_count=Count("accountabilities", distinct=True),
        finding_count=counted(findings),
        document_count=counted(instruments.visible_to(user)),
        round_count=Count("rounds", distinct=True),
        amount_yuan=Coalesce(
            Subquery(per_power(findings, Sum("amount_yuan"))), Value(0), output_field=MONEY
        ),
        control_count=counted(Control.objects.in_force(day)),
        is_controlled=Exists(Control.objects.in_force(day).filter(power=OuterRef("pk"))),
    )


def per_power(rows: QuerySet, what: Any) -> QuerySet:
    own = rows.filter(power=OuterRef("pk")).order_by().values("power")
    return own.annotate(what=what).values("what")


def counted(rows: QuerySet) -> Coalesce:
    counts = Subquery(per_power(rows, Count("pk", distinct=True)), output_field=IntegerField())
    return Coalesce(counts, Value(0))


def classes_of(power_list: PowerList, words: str = "") -> list[dict[str, Any]]:
    """The powers of a list by class, in the order of their numbers; those that say the words."""
    powers = power_list.powers.prefetch_related("duties", "accountabilities", "controls")
    for word in words.split():
        powers = powers.filter(saying(word))
    classes: dict[str, dict[str, Any]] = {}
    for power in powers.distinct():
        own = classes.setdefault(power.kind, {"label": power.get_kind_display(), "powers": []})
        own["powers"].append(power)
    return list(classes.values())


def saying(word: str) -> Q:
    fields = ("name", "sub_item", "basis", "responsible")
    deep = ("duties__text", "accountabilities__situation")
    found = Q(pk__in=[])
    for field in (*fields, *deep):
        found |= Q(**{f"{field}__icontains": word})
    return found


def check_of(power_list: PowerList) -> list[dict[str, Any]]:
    """Each declared total beside what is held, with what differs."""
    return [
        {
            "name": name,
            "declared": declared,
            "held": held,
            "difference": held - declared,
            "missing": max(0, declared - held),
        }
        for name, (declared, held) in power_list.totals().items()
    ]


def bare_powers(power_list: PowerList) -> QuerySet:
    """Powers that hold no duty or no accountability: where a missing item is likely."""
    counted_items = power_list.powers.annotate(
        duty_count=Count("duties", distinct=True),
        situation_count=Count("accountabilities", distinct=True),
    )
    return counted_items.filter(Q(duty_count=0) | Q(situation_count=0)).order_by(F("number"))


def last_return(finding: Finding, user: Any) -> Event | None:
    """Who sent a returned finding back, with what words; for those who may read it."""
    if finding.status != FindingStatus.RETURNED:
        return None
    if not finding.may_read_event(user, "return_to_maker"):
        return None
    events = Event.objects.of(finding).filter(name="return_to_maker")
    return events.select_related("actor").order_by("-happened_at", "-pk").first()


def history_of(wording: Wording) -> list[Entry]:
    """What happened to a wording, the latest first."""
    events = Event.objects.of(wording).select_related("actor").order_by("-happened_at", "-pk")
    return [entry(Wording, event) for event in events]

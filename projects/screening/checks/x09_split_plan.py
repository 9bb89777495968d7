"""X09: planned at one time, and split into projects that each stay below the threshold."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from projects.rules import assess
from projects.rules.area import THRESHOLD_SQM, site_of
from projects.rules.facts import DEVELOPMENT_ZONE, PER_PROJECT
from projects.screening.check import Hit, check
from projects.screening.dossier import Dossier


@check(
    "X09",
    title=_("Split below the threshold"),
    asks=_("Do projects of one plan reach 2,000 ㎡ together that stay below it alone?"),
    sentence=_(
        "%(count)s projects planned at one time (%(plan)s) have %(plan_sqm)s ㎡ together;"
        " this one alone has %(own_sqm)s ㎡ and owes nothing for it."
    ),
    article="国人防办字〔2003〕18号第四十七条（二）、（三）",
    category="receivable_uncollected",
    is_money=True,
)
def split_below_threshold(d: Dossier, given: Mapping[str, Decimal]) -> Iterator[Hit]:
    if d.plan is None or d.fee is None or d.fee.policy.threshold_scope != PER_PROJECT:
        return
    own = site_of(d.facts, d.fee.policy).pooled_sqm
    if not 0 < own < THRESHOLD_SQM <= d.plan.pooled_sqm:
        return
    # As one project every building of it would owe the ratio, as it does in a zone.
    together = replace(d.fee.policy, zone_ratio=None)
    fee = assess(replace(d.facts, zone=DEVELOPMENT_ZONE), together, d.statute.tariff)
    if stake := d.beyond(fee.payable_yuan - d.fee.payable_yuan):
        params = {
            "count": d.plan.count,
            "plan": d.planned_once_id,
            "plan_sqm": d.plan.pooled_sqm,
            "own_sqm": own,
        }
        yield Hit(params, stake, tuple(("project", pk) for pk in d.plan.members))

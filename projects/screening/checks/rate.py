"""RATE: the fee cannot be known, for no rate or no policy was published for its day."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from projects.assessing import NoPolicy
from projects.screening.check import Hit, check
from projects.screening.dossier import Dossier
from projects.tariff import NoRate


@check(
    "RATE",
    title=_("No rate for the day"),
    asks=_("Were rate and policy published for the day of approval?"),
    sentence={
        "rate": _("No rate for %(missing)s on %(on)s: add one with its document."),
        "policy": _("No policy for %(missing)s on %(on)s: add one with its document."),
    },
    article="计价格〔2000〕474号；当地收费标准文件",
    # It is no finding about the project: the row that is missing is to be entered.
    category="",
)
def no_rate(d: Dossier, given: Mapping[str, Decimal]) -> Iterator[Hit]:
    if isinstance(d.problem, NoPolicy):
        yield Hit({"missing": [d.problem.region], "on": d.problem.on}, case="policy")
    elif isinstance(d.problem, NoRate):
        grades = [d.problem.grade, *(other.grade for other in d.problem.further)]
        missing = [d.problem.region, *grades]
        yield Hit({"missing": missing, "on": d.problem.on}, case="rate")

"""X12: put off without a legal basis, or on a promise to pay (违规缓缴)."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from projects.screening.check import Hit, check
from projects.screening.dossier import Dossier, records


@check(
    "X12",
    title=_("Unlawful deferral"),
    asks=_("Was payment put off without a legal basis?"),
    sentence=_("%(deferred_yuan)s yuan were put off without a legal basis: %(documents)s."),
    article="《人民防空法》第四十八条；国发〔2008〕4号",
    category="illegal_deferral",
    is_money=True,
)
def put_off_without_basis(d: Dossier, given: Mapping[str, Decimal]) -> Iterator[Hit]:
    if d.uncovered and (stake := d.uncovered["illegal_deferral"]):
        rows = [row for row in d.deferrals if not row.basis]
        documents = list(dict.fromkeys(row.document for row in rows))
        params = {"deferred_yuan": d.dues.unlawful_deferral_yuan, "documents": documents}
        yield Hit(params, stake, records("deferral", rows))

"""X15: one developer whose projects were reduced several times."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from projects.screening.check import Assumption, Hit, check
from projects.screening.dossier import Dossier, records


@check(
    "X15",
    title=_("One developer, several reductions"),
    asks=_("Does the same developer stand behind several reduced projects?"),
    sentence=_(
        "%(count)s projects of %(developer)s were reduced, by %(reduction_yuan)s yuan in all."
    ),
    article="计价格〔2000〕474号；国发〔2008〕4号",
    category="approval",
    assumptions={"projects": Assumption(Decimal(3), _("Reduced projects that are “several”."))},
)
def developer_is_favoured(d: Dossier, given: Mapping[str, Decimal]) -> Iterator[Hit]:
    if d.reduced_yuan and d.favoured and d.favoured.count >= given["projects"]:
        params = {
            "count": d.favoured.count,
            "developer": d.developer,
            "reduction_yuan": d.favoured.reduction_yuan,
        }
        rests_on = records("assessment", [d.assessment]) if d.assessment else ()
        yield Hit(params, records=(("developer", d.developer_id), *rests_on))

"""What the kinds of the ledger say of a row, and why they suggest a project for it."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from airdefense.exchange.importing.problems import declare
from projects.reconciliation.scorer import Reason

declare(
    "no_such_project",
    _("names no project that you keep"),
    _("a number of the ledger, or an empty cell for a new project"),
)
declare(
    "number_taken",
    _("is the number of another project"),
    _("another number, or an empty cell to have one given"),
)
declare("number_differs", _("differs from the ledger, which keeps the project as %(number)s"))
declare("no_such_authority", _("names no air defence body that you keep the ledger for"))
declare("no_such_region", _("names no region"), _("the name or the code of a region"))
declare(
    "authority_unclear",
    _("is empty, and %(region)s has no air defence body that you keep the ledger for"),
    _("the air defence body in charge"),
)
declare(
    "region_outside",
    _("lies outside the region of %(authority)s"),
    _("a region that the authority is in charge of"),
)
declare("no_such_department", _("names no department that supplies papers here"))
declare("differs_in_group", _("differs from %(cell)s, which is of the same project"))
declare(
    "project_twice",
    _("is the same project as %(cell)s, which names it otherwise"),
    _("the same number, code or name on every row of a project"),
)
declare(
    "project_confirmed",
    _("%(project)s is confirmed"),
    _("reopen it for correction first, or leave the row out"),
)
declare(
    "project_withdrawn",
    _("%(project)s is withdrawn"),
    _("reinstate it first, or leave the row out"),
)
declare(
    "stale_export",
    _("%(project)s was changed since the file was exported"),
    _("export it again, or delete this cell to write over the change"),
)
declare(
    "not_national_code",
    _("is not a project code"),
    _("a project code such as 2019-530402-47-03-000123"),
)
declare("other_region_in_code", _("names the region %(region)s: compare it with the paper"))
declare(
    "not_credit_code",
    _("is not a unified social credit code"),
    _("18 places, digits and letters without I, O, S, V and Z"),
)
declare("check_digit", _("fails its check digit: compare it with the licence"))
declare(
    "code_of_another",
    _("belongs to %(developer)s"),
    _("the code of the developer on this row, or that developer's name"),
)
declare(
    "belongs_to_approval",
    _("belongs to an approval of off-site construction, and there is none"),
    _("“yes” under “off-site construction approved”, or an empty cell"),
)
declare(
    "larger_than_above_ground",
    _("is larger than the area above ground, %(above_ground)s ㎡"),
    _("at most the area above ground"),
)
declare(
    "building_unclear",
    _("is empty, and the project has %(count)s buildings"),
    _("the name of one of the buildings, or a new name"),
)
declare("no_such_building", _("is no building of this project"), _("the number as exported"))
declare("building_name_taken", _("is the name of another building of the project"))
declare(
    "receipt_taken",
    _("is recorded in the ledger already"),
    _("another number: a receipt is recorded once"),
)
declare(
    "receipt_differs",
    _("differs from the ledger, which has %(ledger)s for this receipt"),
    _("the same as in the ledger: a wrong receipt is voided with a reason and entered anew"),
)
declare(
    "project_not_named",
    _("names no project: number, code, permit, or developer and name are missing"),
    _("at least one of them"),
)
declare(
    "project_unknown",
    _("names no project that you keep"),
    _("the name of a project, or its number in the ledger"),
)
declare("paper_waits", _("names no project of the ledger: the paper waits to be matched"))
declare(
    "source_unknown",
    _("is empty, and nobody was named as supplier of the file"),
    _("the department whose line it is"),
)

# Why a project is suggested.
declare("match_same_code", _("same project code %(code_is)s"))
declare("match_same_number", _("same permit number %(number)s"))
declare("match_same_credit_code_and_name", _("same credit code and name"))
declare("match_name", _("name alike by %(percent)s%%"))
declare("match_developer", _("developer alike by %(percent)s%%"))
declare("match_address", _("address alike by %(percent)s%%"))
declare("match_other_phase", _("another phase"))
declare("match_other_code", _("another project code"))

# Why a row cannot be taken back.
declare("gone_since", _("was removed from the ledger since"))
declare("edited_since", _("was edited by %(person)s on %(day)s"))
declare("confirmed_since", _("is confirmed by now: reopen it first"))
declare("withdrawn_since", _("is withdrawn by now: reinstate it first"))
declare("later_work", _("later work stands on it: %(what)s"))
declare("paper_edited", _("was edited or matched since"))
declare("voided_since", _("was voided since"))


def in_sentences(reasons: tuple[Reason, ...]) -> list[tuple[str, dict[str, Any]]]:
    """The scorer's reasons as declared sentences."""
    return [(f"match_{reason.code}", dict(reason.params)) for reason in reasons]

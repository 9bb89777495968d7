"""What the page tells its scripts: addresses, sizes, and the sentences they say."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from inspections.field import FORMAT, PART_BYTES
from inspections.models import Finding

NOBODY = "00000000-0000-0000-0000-000000000000"


def settings_of_the_page() -> dict[str, Any]:
    return {
        "format": FORMAT,
        "part": PART_BYTES,
        "largest": settings.ATTACHMENT_MAX_BYTES,
        "urls": urls(),
        "words": words(),
        "fields": fields(),
    }


def urls() -> dict[str, str]:
    """Addresses by name; NOBODY stands where an id goes."""
    pages = ("field_key", "field_pack", "field_worker")
    sent = ("field_finding_new", "field_check_complete", "field_check_note")
    return {name: reverse(f"inspections:{name}") for name in (*pages, *sent)} | {
        "field": reverse("inspections:field"),
        "field_finding_merge": reverse("inspections:field_finding_merge", args=[NOBODY]),
        "upload": reverse("casework:resumable", args=[NOBODY]),
        "login": reverse("accounts:login"),
        "logout": reverse("accounts:logout"),
    }


def fields() -> dict[str, str]:
    """The names of what a person writes, as everywhere else."""
    names = ("category", "method", "title", "description", "basis", "amount_yuan", "found_on")
    labels = {name: capfirst(Finding._meta.get_field(name).verbose_name) for name in names}
    return labels | {"note": _("Result of the check")}


def words() -> dict[str, str]:
    """The sentences of the scripts; a name in braces stands for a value."""
    return {
        "waiting_n": _("{n} waiting to be sent"),
        "waiting_0": _("Nothing waits to be sent"),
        "online": _("Connected"),
        "offline": _("No signal"),
        "made": _("Taken along {time}"),
        "due": _("due {day}"),
        "stake": _("at stake {amount} yuan"),
        "writing": _("Being written"),
        "waiting": _("Waits to be sent"),
        "sending": _("Sending {percent} %"),
        "refused": _("Not taken in"),
        "conflict": _("Two versions"),
        "received": _("Arrived"),
        "receipt": _("Receipt {number}, {at}"),
        "noted": _("Kept as a note."),
        "photos": _("{n} photos"),
        "completion": _("Check completed"),
        "finding": _("Finding"),
        "saved": _("Saved on this phone."),
        "no_title": _("(without words yet)"),
        "gone": _("This check is no longer among yours: what you send is still taken in."),
        "missing": _("Still missing: {names}."),
        "too_large": _("{name} is larger than {limit} MB."),
        "no_picture": _("{name} is no picture."),
        "no_room": _("The phone has no room left for this photo: send or hand over first."),
        "busy": _("The server does not answer as it should; sending goes on by itself."),
        "sign_in": _("Your session has ended: sign in to go on. Nothing is lost."),
        "other_user": _(
            "Somebody else is signed in on this device. Your entries stay locked until you sign in."
        ),
        "no_role": _("Field mode is for the inspection team."),
        "needs_https": _(
            "Field mode keeps case data encrypted, which browsers allow over https only: "
            "open this site by its https address."
        ),
        "no_storage": _(
            "This browser keeps no data (private window?): field mode does not work here."
        ),
        "damaged": _("The photo arrived damaged several times: try again with better signal."),
        "nothing_to_export": _("There is nothing to hand over."),
        "exported": _("Written to {name}. The entries stay here until the server has them."),
        "drop": _("Throw this entry away for good? It was not received."),
        "completed_by": _("Completed by {person}, {at}"),
        "not_editable": _(
            "The paper is “{status}” by now: your version is kept as a note of the paper."
        ),
    }

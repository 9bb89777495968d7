"""The sealed part of a transfer: who may open it, and what others see of it."""

from dataclasses import dataclass

from django.db.models import BooleanField, F, Func

from leads.models import Lead, Reporter


@dataclass(frozen=True, slots=True)
class Mark:
    """That somebody reported, without saying who."""

    is_anonymous: bool


def opened(lead, user):
    """The reporter's identity, for the officer handling the lead alone; else nothing."""
    return Reporter.objects.visible_to(user).filter(lead=lead).first()


def mark_of(lead) -> Mark | None:
    """That there is a reporter, and whether an anonymous one: told to the whole compartment by a
    function of the wall, since the row itself is sealed."""
    told = Func(F("pk"), function="wall.reporter_is_anonymous", output_field=BooleanField())
    is_anonymous = Lead.objects.filter(pk=lead.pk).values_list(told, flat=True).first()
    return None if is_anonymous is None else Mark(is_anonymous)

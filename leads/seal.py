"""The sealed part of a transfer: who may open it, and what others see of it."""

from leads.models import Reporter


def opened(lead, user):
    """The reporter's identity, for the officer handling the lead alone; else nothing."""
    return Reporter.objects.visible_to(user).filter(lead=lead).first()


def mark_of(lead):
    """That there is a reporter, and whether an anonymous one, without reading who."""
    return Reporter.objects.filter(lead=lead).only("is_anonymous").first()

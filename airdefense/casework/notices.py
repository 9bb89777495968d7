"""Tell the people who wait for a step, after the step is committed.

Adding a notice is adding templates/<app>/notices/<step>.txt: first line the subject, then the
text. It goes to case.watchers(event). No case content of leads in mail (pitfalls 13).
"""

from celery import current_app
from django.apps import apps
from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.utils import translation

from airdefense import wall
from airdefense.casework.models import Event


def template_of(case, step: str):
    try:
        return get_template(f"{case._meta.app_label}/notices/{step}.txt")
    except TemplateDoesNotExist:
        return None


def notify_after_commit(case, event: Event) -> None:
    """Send the step's notice once the transaction stands, through a worker."""
    if settings.EMAIL_URL and template_of(case, event.name):
        send = current_app.send_task
        transaction.on_commit(lambda: send("casework.notify", kwargs={"pk": event.pk}))


def send_notice(event: Event) -> int:
    """Mail the event's notice to the case's watchers; returns how many were sent."""
    with wall.acting(wall.Purpose.UPKEEP):
        case = apps.get_model(event.case_type).objects.get(pk=event.case_id)
        people = [user for user in case.watchers(event) if user.email]
    template = template_of(case, event.name)
    # Written for nobody: what a lead says could not get into the mail even if its template asked.
    context = {"case": case, "event": event, "site_url": settings.SITE_URL}
    with translation.override(settings.LANGUAGE_CODE):
        subject, _blank, body = template.render(context).partition("\n")
    return sum(send_mail(subject.strip(), body, None, [user.email]) for user in people)

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.decorators import csp_replace
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from airdefense.accounts.roles import Role
from airdefense.casework.workflow import NotAllowed
from airdefense.exchange.documents.delivery import deliver
from airdefense.exchange.listing import respond
from airdefense.reports import actions
from airdefense.reports.bulletin import bulletin as bulletin_of
from airdefense.reports.models import READERS, REPEATABLE, Delivery, Report
from airdefense.reports.outbox.forms import subscription_forms
from airdefense.reports.outbox.listings import DELIVERIES, OUTBOX, state_badge, with_counts

# Who watches over the delivery; what the mails say is for their recipients alone.
POSTMASTERS = (Role.INSPECTION_OFFICE,)


def require_role(user, *roles):
    if not user.has_role(*roles):
        raise NotAllowed


def watched_report(user, pk):
    """A report whose delivery this person watches over."""
    require_role(user, *POSTMASTERS)
    return get_object_or_404(Report.objects.visible_to(user).select_related("scope"), pk=pk)


@require_safe
def outbox(request):
    require_role(request.user, *READERS)
    mails = Delivery.objects.visible_to(request.user).select_related("report__scope")
    forms = subscription_forms(request.user)
    return respond(request, OUTBOX, mails, subscriptions=[form.instance for form in forms])


@require_http_methods(["GET", "POST"])
def preferences(request):
    """One page for how each kind of report comes to me by mail."""
    require_role(request.user, *READERS)
    forms = subscription_forms(request.user, request.POST or None)
    if request.method == "GET" or not all(form.is_valid() for form in forms):
        return render(request, "reports/preferences.html", {"forms": forms})
    for form in forms:
        actions.subscribe(user=request.user, kind=form.instance.kind, **form.cleaned_data)
    messages.success(request, _("Kept: this is how reports come to you from now on."))
    return redirect("reports:outbox")


@require_safe
def mail_detail(request, pk):
    mails = Delivery.objects.visible_to(request.user).select_related("report__scope", "recipient")
    return render(request, "reports/mail_detail.html", {"mail": get_object_or_404(mails, pk=pk)})


@require_safe
@xframe_options_sameorigin
@csp_replace(
    {
        "default-src": [NONE],
        "style-src": [UNSAFE_INLINE],
        "frame-ancestors": [SELF],
    }
)
def mail_html(request, pk):
    """The mail as its reader sees it: its own styles, and nothing that could run or be fetched."""
    mail = get_object_or_404(Delivery.objects.visible_to(request.user), pk=pk)
    return HttpResponse(mail.html)


@require_safe
def bulletin(request, pk, format):
    """The report as an official bulletin."""
    reports = Report.objects.visible_to(request.user).select_related("scope", "history")
    report = get_object_or_404(reports, pk=pk)
    document = bulletin_of(report, request.user)
    return deliver(request, document, about=report, name=report.mark, format=format)


@require_safe
def delivery_list(request):
    """How far the mails of each report got."""
    require_role(request.user, *POSTMASTERS)
    reports = with_counts(Report.objects.visible_to(request.user).select_related("scope"))
    return respond(request, DELIVERIES, reports)


@require_safe
def delivery_detail(request, pk):
    """The mails of one report, recipient by recipient, with what the mail server said."""
    report = watched_report(request.user, pk)
    mails = report.deliveries.select_related("recipient").defer("html", "text")
    rows = [(mail, state_badge(mail), mail.state in REPEATABLE) for mail in mails.order_by("pk")]
    return render(request, "reports/delivery_detail.html", {"report": report, "rows": rows})


@require_POST
def retry(request, pk):
    require_role(request.user, *POSTMASTERS)
    mails = Delivery.objects.filter(report__in=Report.objects.visible_to(request.user))
    mail = get_object_or_404(mails.select_related("report", "recipient"), pk=pk)
    actions.retry(mail=mail, by=request.user, at=timezone.now())
    messages.success(request, _("It is tried again within a minute."))
    return redirect("reports:delivery_detail", mail.report_id)

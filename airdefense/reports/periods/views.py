from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import HttpResponseClientRedirect

from airdefense.casework.workflow import NotAllowed
from airdefense.reports.periods.forms import COMPILERS, CompileForm
from airdefense.reports.tasks import compile_asked

ASKED = ("kind", "day", "subject_key", "scope")


def require_compiler(user):
    if not user.has_role(*COMPILERS):
        raise NotAllowed


@require_http_methods(["GET", "HEAD", "POST"])
def compile_now(request):
    """A report on demand: compiled by the worker, opened as soon as it is there."""
    require_compiler(request.user)
    first = {"day": timezone.localdate(), "kind": request.GET.get("kind", "")}
    form = CompileForm(request.POST or None, user=request.user, initial=first)
    if not form.is_valid():
        return render(request, "reports/compile_now.html", {"form": form})
    if (report := form.matter.latest()) is not None:
        messages.info(request, _("It had been compiled already."))
        return redirect(report)
    asked = {name: request.POST.get(name, "") for name in ASKED}
    compile_asked.delay(**asked, by=request.user.pk)
    return redirect(f"{reverse('reports:compile_waiting')}?{urlencode(asked)}")


@require_safe
def compile_waiting(request):
    """Whether the report asked for is there yet; the page asks again by itself."""
    require_compiler(request.user)
    form = CompileForm(request.GET, user=request.user)
    if not form.is_valid():
        raise Http404
    if (report := form.matter.latest()) is not None:
        url = report.get_absolute_url()
        return HttpResponseClientRedirect(url) if request.htmx else redirect(url)
    name = "reports/_compile_waiting.html" if request.htmx else "reports/compile_waiting.html"
    response = render(request, name, {"matter": form.matter, "here": request.get_full_path()})
    patch_vary_headers(response, ["HX-Request"])
    return response

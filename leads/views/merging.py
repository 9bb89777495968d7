"""Leads that are one, and the account of the numbers of a register."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from airdefense.accounts.entries import key_of, typed
from airdefense.casework.workflow import NotAllowed
from leads import actions
from leads.actions.compartment import needs_role
from leads.duplicates import alike_to
from leads.forms import MergeForm
from leads.numbers import accounts_of, registers_of, years_of
from leads.views.leads import needs_status, open_lead


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def merge(request, pk):
    """Merge into another lead of one's own; those that look alike are offered with the reasons."""
    lead, user = open_lead(request.user, pk), request.user
    needs_role(lead, "merge", user)
    needs_status(lead, "merge")
    found = alike_to(lead, user)
    asked = key_of(typed(request.GET, "into"))
    chosen = next((one.lead.number for one in found if one.lead.pk == asked), "")
    form = MergeForm(request.POST or None, user=user, lead=lead, initial={"into": chosen})
    if form.is_valid():
        actions.merge(lead=lead, by=user, at=timezone.now(), **form.cleaned_data)
        return redirect(lead)
    return render(request, "leads/merge.html", {"lead": lead, "form": form, "alike": found})


def chosen_register(registers, asked, user):
    """The register asked for, else that of the user's own house, else the first."""
    if asked is not None:
        found = [one for one in registers if one.pk == asked]
    else:
        own = [one for one in registers if user.organisation.path.startswith(one.path)]
        found = own or list(registers)
    if not found:
        raise Http404
    return found[0]


@never_cache
@require_safe
def numbers(request):
    """The numbers of a year of one's own register: given, void, missing."""
    registers = registers_of(request.user)
    if not registers:
        raise NotAllowed(_("The account of numbers is for who keeps a register."))
    asked = typed(request.GET, "register")
    register = chosen_register(registers, key_of(asked) if asked else None, request.user)
    years = years_of(register) or [timezone.localdate().year]
    wanted = key_of(typed(request.GET, "year"))
    year = wanted if wanted in years else years[0]
    context = {"register": register, "registers": registers, "years": years, "year": year}
    accounts = accounts_of(register, year)
    return render(request, "leads/numbers.html", context | {"accounts": accounts})

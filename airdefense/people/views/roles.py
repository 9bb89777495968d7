"""Which role may do what: the matrix out of the product, and what this installation took away."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from airdefense.accounts.entries import typed
from airdefense.accounts.roles import ROLE_CLASSES, Role
from airdefense.casework.workflow import NotPossible
from airdefense.exchange.listing import respond
from airdefense.people import actions, matrix
from airdefense.people.forms import NarrowingForm
from airdefense.people.listings import NARROWINGS, step_words
from airdefense.people.models import Narrowing
from airdefense.people.views.granting import READERS, needs, require_form
from airdefense.people.workbooks import matrix_response
from airdefense.people.workflow import DECIDERS


@require_safe
def role_matrix(request):
    """Every step of every kind of case with its roles, and every page; one role on demand."""
    needs(request.user, *READERS)
    if request.GET.get("format") == "xlsx":
        return matrix_response(request.user)
    code = typed(request.GET, "role")
    role = ROLE_CLASSES[Role(code)]() if code in Role.values else None
    taken = {}
    rows = Narrowing.objects.visible_to(request.user).counting(timezone.localdate())
    for row in rows.select_related("scope"):
        taken.setdefault((row.key, row.role), []).append(row)
    context = {
        "kinds": rows_of(matrix.actions_of(code) if role else matrix.kinds(), taken),
        "pages": [page for page in matrix.pages() if not role or code in page.roles],
        "roles": Role,
        "role": role,
        "may_narrow": request.user.has_role(*DECIDERS),
    }
    return render(request, "people/role_matrix.html", context)


def rows_of(kinds, taken):
    """Each kind with its actions; each action with its roles and what was taken from them."""
    for kind in kinds:
        rows = [
            (action, [(role, taken.get((action.key, role.value), ())) for role in action.people])
            for action in kind.actions
        ]
        yield kind, rows


@require_safe
def narrowing_list(request):
    needs(request.user, *READERS)
    rows = Narrowing.objects.visible_to(request.user)
    return respond(request, NARROWINGS, rows.select_related("scope", "proposed_by", "approved_by"))


@require_form
def narrowing_new(request):
    """Propose to take a step from a role."""
    needs(request.user, *DECIDERS)
    now = timezone.now()
    asked = {name: typed(request.GET, name) for name in ("action", "role", "scope")}
    form = NarrowingForm(
        request.POST or None, user=request.user, today=timezone.localdate(now), initial=asked
    )
    if form.is_valid() and (row := proposed(form, request.user, now)):
        messages.success(request, _("Proposed: a second person decides."))
        return redirect(row)
    return render(request, "people/narrowing_new.html", {"form": form})


def proposed(form, user, now):
    """The row made of the form, or None with the refusal in the form."""
    try:
        return actions.propose_narrowing(by=user, at=now, **form.cleaned_data)
    except NotPossible as refusal:
        form.add_error(None, str(refusal))
        return None


def visible_narrowing(request, pk):
    rows = Narrowing.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("scope", "proposed_by", "approved_by"), pk=pk)


@require_safe
def narrowing_detail(request, pk):
    row = visible_narrowing(request, pk)
    context = {"row": row, "words": step_words(row)}
    return render(request, "people/narrowing_detail.html", context)


@require_POST
def take_narrowing_step(request, pk, name):
    row = visible_narrowing(request, pk)
    if name not in row.workflow:
        raise Http404
    note = typed(request.POST, "note")
    return redirect(
        actions.take_narrowing_step(row, name, by=request.user, at=timezone.now(), note=note)
    )

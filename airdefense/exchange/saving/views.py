from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from airdefense.casework.workflow import NotAllowed
from airdefense.exchange.models import Following, SavedView
from airdefense.exchange.saving import actions
from airdefense.exchange.saving.asking import shown_to
from airdefense.exchange.saving.forms import FollowForm, NewViewForm, ViewForm


def visible_view(request, pk) -> SavedView:
    views = SavedView.objects.visible_to(request.user).select_related("owner", "office")
    return get_object_or_404(views, pk=pk)


@dataclass(frozen=True, slots=True)
class Kept:
    """A view on the page of views: of which list, and what the person does with it."""

    view: SavedView
    list: Any
    following: Following | None
    followers: int


def kept_views(user) -> list[Kept]:
    """The views a person sees, by list; a list that is no longer hers is None."""
    views = SavedView.objects.visible_to(user).select_related("owner", "office")
    views = views.prefetch_related("followings").order_by("path", "name", "pk")
    lists = {path: shown_to(user, path, "") for path in {view.path for view in views}}
    found = []
    for view in views:
        all_ = list(view.followings.all())
        mine = next((one for one in all_ if one.user_id == user.pk), None)
        shown = lists[view.path]
        found.append(Kept(view, shown.listing if shown else None, mine, len(all_) - bool(mine)))
    return found


@require_safe
def saved_view_list(request):
    """My views and those my office shares: rename, share, follow, delete."""
    if not request.user.paths():
        raise NotAllowed
    return render(request, "exchange/saved_view_list.html", {"views": kept_views(request.user)})


@require_POST
def saved_view_new(request):
    """Keep the list that is shown under a name."""
    form = NewViewForm(request.POST, user=request.user)
    if not form.is_valid():
        return render(request, "exchange/saved_view_new.html", {"form": form})
    facts = {name: form.cleaned_data[name] for name in ("path", "query", "name", "is_shared")}
    view = actions.save_view(**facts, by=request.user, at=timezone.now())
    messages.success(request, _("Kept as “%(name)s”.") % {"name": view.name})
    return redirect(view)


@require_http_methods(["GET", "HEAD", "POST"])
def saved_view_edit(request, pk):
    view = visible_view(request, pk)
    actions.only_the_owner(view, request.user)
    form = ViewForm(request.POST or None, instance=view, user=request.user)
    if not form.is_valid():
        return render(request, "exchange/saved_view_edit.html", {"form": form, "view": view})
    actions.change_view(view=view, **form.cleaned_data, by=request.user)
    return redirect("exchange:saved_view_list")


@require_POST
def saved_view_delete(request, pk):
    view = visible_view(request, pk)
    actions.delete_view(view=view, by=request.user)
    messages.success(request, _("“%(name)s” is deleted.") % {"name": view.name})
    return redirect("exchange:saved_view_list")


@require_http_methods(["GET", "HEAD", "POST"])
def saved_view_follow(request, pk):
    """Be told of a view in the morning message."""
    view = visible_view(request, pk)
    mine = view.followings.filter(user=request.user).first()
    form = FollowForm(request.POST or None, instance=mine)
    if not form.is_valid():
        return render(request, "exchange/saved_view_follow.html", {"form": form, "view": view})
    today = timezone.localdate()
    actions.follow(view=view, **form.cleaned_data, by=request.user, on=today)
    messages.success(request, _("The morning message tells you of “%(name)s”.") % vars(view))
    return redirect("exchange:saved_view_list")


@require_POST
def saved_view_unfollow(request, pk):
    view = visible_view(request, pk)
    actions.unfollow(view=view, by=request.user)
    return redirect("exchange:saved_view_list")

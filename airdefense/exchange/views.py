from django.http import HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from airdefense.accounts.entries import own_page, typed
from airdefense.accounts.models import ListPreference
from airdefense.exchange.search import LARGEST, find

LONGEST_KEY = ListPreference._meta.get_field("listing_key").max_length or 0
MOST_COLUMNS = 60


@require_safe
def search(request):
    """What the words find among the cases this user may see."""
    words = typed(request.GET, "q").strip()[:LARGEST]
    return render(request, "search.html", {"words": words, "groups": find(request.user, words)})


@require_POST
def choose_columns(request, key):
    """Keep the columns a person chose for a list; none chosen brings the usual ones back."""
    chosen = [name.replace("\x00", "") for name in request.POST.getlist("columns")]
    if len(key) > LONGEST_KEY or len(chosen) > MOST_COLUMNS:
        return HttpResponseBadRequest()
    mine = ListPreference.objects.filter(user=request.user, listing_key=key)
    if request.POST.get("reset"):
        mine.delete()
    else:
        ListPreference.objects.update_or_create(
            user=request.user, listing_key=key, defaults={"columns": chosen}
        )
    return redirect(own_page(request, request.POST.get("next", "")))

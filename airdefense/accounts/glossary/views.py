from django.shortcuts import render
from django.views.decorators.http import require_safe

from airdefense.accounts.entries import typed
from airdefense.accounts.glossary.terms import found

LONGEST_WORDS = 100


@require_safe
def glossary(request):
    """The words of the trade in both languages, found by either."""
    words = typed(request.GET, "q").strip()[:LONGEST_WORDS]
    return render(request, "accounts/glossary.html", {"groups": found(words), "q": words})

"""A refusal becomes a sentence on the page the user came from; nothing is caught in views."""

from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from airdefense.accounts.entries import own_page
from airdefense.casework.workflow import NotPossible


class RefusalMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if not isinstance(exception, NotPossible):
            return None
        messages.error(request, str(exception))
        if request.htmx:
            return HttpResponse(status=409, headers={"HX-Refresh": "true"})
        back = own_page(request, request.headers.get("Referer", ""))
        # A page that refuses to open would send the visitor back to itself for ever.
        is_itself = request.method != "POST" and urlsplit(back).path == request.path
        return redirect("home" if is_itself else back)

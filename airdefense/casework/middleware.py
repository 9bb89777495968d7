"""A refusal becomes a sentence on the page the user came from; nothing is caught in views."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

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
        back = request.headers.get("Referer", "")
        is_ours = url_has_allowed_host_and_scheme(
            back, allowed_hosts={request.get_host()}, require_https=request.is_secure()
        )
        return redirect(back if is_ours else "home")

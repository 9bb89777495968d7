"""A refusal becomes a sentence on the page the user came from; nothing is caught in views."""

from time import monotonic
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from airdefense import authorship, logs, wall
from airdefense.accounts.entries import own_page, wants_json
from airdefense.casework import tracing
from airdefense.casework.answers import CONFLICT, told
from airdefense.casework.journal import authors
from airdefense.casework.once import each_once
from airdefense.casework.refusals import is_known_charset, refusal


class TraceMiddleware:
    """Each request has a number of its own, told in the answer and kept with what it did."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        began, request.request_id = monotonic(), tracing.fresh()
        with tracing.traced(request.request_id), each_once():
            response = self.get_response(request)
            logs.request_told(request, response, began)
        response[tracing.HEADER] = request.request_id
        return response


class CharsetMiddleware:
    """A body in an encoding nobody knows cannot be read: it is refused before anybody tries."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not is_known_charset(request.headers.get("Content-Type", "")):
            return HttpResponse(status=415)
        return self.get_response(request)


class WallMiddleware:
    """The database shows rows of leads to whoever is signed in, while the request is answered, and
    names this person beside each change of a row."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        def signed_in():
            # A program whose token does not reach leads speaks for nobody where leads are kept.
            return None if getattr(request, "is_beyond_leads", False) else request.user

        author = authors.of_request(request)
        with wall.bound_to(signed_in), authorship.written_by(author):
            response = self.get_response(request)
        # A file on the disk needs no rows; what is made while it is sent does.
        is_made_meanwhile = response.streaming and not getattr(response, "file_to_stream", None)
        if is_made_meanwhile and not response.is_async:
            response.streaming_content = wall.carried(response.streaming_content, signed_in)
        return response


class RefusalMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        sentence = refusal(exception)
        if sentence is None:
            return None
        request.is_refused = True
        if wants_json(request):
            return told(sentence, CONFLICT)
        messages.error(request, sentence)
        if request.htmx:
            return HttpResponse(status=409, headers={"HX-Refresh": "true"})
        back = own_page(request, request.headers.get("Referer", ""))
        # A page that refuses to open would send the visitor back to itself for ever.
        is_itself = request.method != "POST" and urlsplit(back).path == request.path
        return redirect("home" if is_itself else back)

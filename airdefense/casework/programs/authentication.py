"""A program signs in by its token: `Authorization: Bearer ad_…`."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied

from airdefense.casework.actions.programs import digest_of, note_use
from airdefense.casework.models import ProgramToken
from airdefense.casework.programs.addresses import address_of, is_among
from airdefense.casework.programs.scopes import reaches_leads, wanted

# Why a token does not open is told to nobody who merely tries.
NOT_VALID = _("This token is not valid: it is unknown, has ended or was withdrawn.")


class ProgramAuthentication(BaseAuthentication):
    """The person behind a token in force, for a program that calls from where it may.

    Leads stay behind the second wall unless the token names them and the commission lets
    programs near them: such a request is bound to nobody (airdefense/wall.py).
    """

    def authenticate(self, request: Any) -> tuple[Any, ProgramToken] | None:
        text = sent_text(request)
        if text is None:
            return None
        token = found(text)
        if token is None:
            raise AuthenticationFailed(NOT_VALID)
        judge(token, request)
        note_use(token, at=timezone.now(), address=address_of(request))
        request._request.is_beyond_leads = not reaches_leads(token.scopes)
        return token.made_by, token

    def authenticate_header(self, request: Any) -> str:
        return 'Bearer realm="airdefense"'


def sent_text(request: Any) -> str | None:
    """The token that came with the request, or None where it came with none."""
    scheme, _space, text = request.headers.get("Authorization", "").partition(" ")
    return text.strip() if scheme.lower() == "bearer" else None


def found(text: str) -> ProgramToken | None:
    """The token in force with this text, of a person whose account is open."""
    rows = ProgramToken.objects.in_force(timezone.localdate()).select_related("made_by")
    return rows.filter(digest=digest_of(text), made_by__is_active=True).first()


def judge(token: ProgramToken, request: Any) -> None:
    """Raises PermissionDenied where the token is not for this address or this request."""
    if token.addresses and not is_among(address_of(request), token.addresses):
        raise PermissionDenied(_("This token is not used from here."))
    scope = wanted(request.method, request.path_info)
    if scope and scope not in token.scopes:
        raise PermissionDenied(_("This token lacks the scope %(scope)s.") % {"scope": scope})
    if scope.startswith("leads:") and not reaches_leads(token.scopes):
        raise PermissionDenied(_("Programs do not reach leads here."))


def who_calls(request: Any) -> Any:
    """Whose request it is, before the API has judged it; None for nobody known."""
    text = sent_text(request)
    if text is None:
        return request.user if request.user.is_authenticated else None
    if (token := found(text)) is None:
        return None
    try:
        judge(token, request)
    except PermissionDenied:
        return None
    return token.made_by


class ProgramScheme(OpenApiAuthenticationExtension):
    target_class = ProgramAuthentication
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "A token made on the page “Programs”, within its scopes.",
        }

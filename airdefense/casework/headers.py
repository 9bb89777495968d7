"""What a browser is told about every answer besides its content."""

from typing import Any

from django.http import HttpRequest, HttpResponse

# Nothing of a device is used: photographs of field mode come through the form's own file chooser.
PERMISSIONS = (
    "accelerometer",
    "autoplay",
    "browsing-topics",
    "camera",
    "display-capture",
    "encrypted-media",
    "fullscreen",
    "geolocation",
    "gyroscope",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "picture-in-picture",
    "publickey-credentials-get",
    "screen-wake-lock",
    "usb",
    "xr-spatial-tracking",
)
FIXED = {
    "Permissions-Policy": ", ".join(f"{name}=()" for name in PERMISSIONS),
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Permitted-Cross-Domain-Policies": "none",
}
# A downloaded file opened in the browser runs nothing, asks nothing and belongs to no site.
SANDBOX = "sandbox; default-src 'none'"


class HeadersMiddleware:
    """Pages of cases are kept by no cache, neither on the way nor on the disk of a shared machine;
    files that are sent are shut up in a sandbox."""

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in FIXED.items():
            response.setdefault(name, value)
        # What has no route is a file of the theme, which may be kept for ever.
        if request.resolver_match is not None:
            response.setdefault("Cache-Control", "private, no-store")
        if response.get("Content-Disposition", "").startswith("attachment"):
            response.headers["Content-Security-Policy"] = SANDBOX
        return response

"""What the page is made of, so that the service worker keeps exactly that, and by its version."""

import hashlib
import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _

from airdefense.casework.templatetags.looks import SHEETS

FOLDER = "airdefense/js/field"
WORKER = f"{FOLDER}/worker.js"
LOOKS = (*SHEETS, "airdefense/field.css")
PICTURES = ("airdefense/img/seal.svg", "airdefense/img/field-192.png")
ICONS = (("192", 192, "any"), ("512", 512, "any"), ("mask-512", 512, "maskable"))
SHELL = (
    "inspections/field.html",
    "inspections/_field_screens.html",
    "inspections/_field_pieces.html",
)


def modules() -> list[str]:
    """The scripts of the page by their place under static/."""
    folder = Path(finders.find(FOLDER))
    return [f"{FOLDER}/{path.name}" for path in sorted(folder.glob("*.js"))]


def files() -> list[str]:
    """Addresses of all files the page needs: scripts import each other by their plain names."""
    kept = [name for name in modules() if name != WORKER]
    plain = [settings.STATIC_URL + name for name in kept]
    named = [static(name) for name in (*kept, *LOOKS, *PICTURES)]
    return list(dict.fromkeys(plain + named))


def version() -> str:
    """Changes with every letter of the page, its scripts and its looks."""
    digest = hashlib.sha256()
    for name in (*modules(), *LOOKS, *PICTURES):
        digest.update(Path(finders.find(name)).read_bytes())
    for name in SHELL:
        digest.update((settings.BASE_DIR / "templates" / name).read_bytes())
    return digest.hexdigest()[:16]


def manifest() -> dict[str, Any]:
    """How the page is installed: its names, its address and its pictures."""
    page = reverse("inspections:field")
    return {
        "id": page,
        "name": _("Civil air defence: field mode"),
        "short_name": _("Field mode"),
        "start_url": page,
        "scope": page,
        "display": "standalone",
        "background_color": "#f2f4f8",
        "theme_color": "#0f2947",
        "icons": [
            {
                "src": static(f"airdefense/img/field-{name}.png"),
                "sizes": f"{size}x{size}",
                "type": "image/png",
                "purpose": purpose,
            }
            for name, size, purpose in ICONS
        ],
    }


def worker() -> str:
    """The service worker, told its version and its files."""
    told = {"version": version(), "shell": reverse("inspections:field"), "files": files()}
    source = Path(finders.find(WORKER)).read_text(encoding="utf-8")
    return f"const TOLD = {json.dumps(told)};\n{source}"

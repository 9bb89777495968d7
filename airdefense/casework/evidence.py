"""How the files of a case are shown, and what the form that sends them says."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from airdefense.casework.contents import SUFFIXES
from airdefense.casework.forms import FILES_AT_ONCE, UploadForm
from airdefense.casework.models import Attachment
from airdefense.prepared import prepared


@dataclass(frozen=True, slots=True)
class Version:
    number: int
    file: Attachment


@prepared
def files_of(case_type: str, case: int) -> Any:
    """All files of one case, in the order they came."""
    files = Attachment.objects.filter(case_type=case_type, case_id=case)
    return files.select_related("uploaded_by")


def with_older(files: Any) -> list[Attachment]:
    """The latest version of each file, carrying its older ones, newest first."""
    by_pk = {file.pk: file for file in files}
    revised = {file.revises_id for file in by_pk.values()}
    current = [file for file in by_pk.values() if file.pk not in revised]
    for file in current:
        older, one = [], file
        while one := by_pk.get(one.revises_id):
            older.append(one)
        file.older = [Version(len(older) - n, one) for n, one in enumerate(older)]
    return current


def sending() -> dict[str, Any]:
    """What the form for files says and its script checks before anything is sent."""
    megabytes = settings.ATTACHMENT_MAX_BYTES // 1024**2
    return {
        "form": UploadForm(),
        "limit": settings.ATTACHMENT_MAX_BYTES,
        "limit_words": _("At most %(limit)d MB each.") % {"limit": megabytes},
        "most": FILES_AT_ONCE,
        "most_words": _("At most %(limit)d files at once: send the others afterwards.")
        % {"limit": FILES_AT_ONCE},
        "accept": ",".join(SUFFIXES),
    }

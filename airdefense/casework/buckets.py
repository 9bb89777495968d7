"""Evidence in a store of objects (S3) instead of a directory: by S3_BUCKET (docs/scale.md)."""

from typing import Any, NoReturn

from django.core.exceptions import SuspiciousOperation
from storages.backends.s3 import S3Storage


class EvidenceBucket(S3Storage):
    """A bucket that nobody but the application reads: no link ever leads into it."""

    def url(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise SuspiciousOperation("Evidence is handed out by the application alone.")

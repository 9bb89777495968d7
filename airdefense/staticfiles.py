"""The browser's files of the production image: hashed names, compressed."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


def is_source_map(pattern: str | tuple[str, str]) -> bool:
    return "sourceMappingURL" in (pattern if isinstance(pattern, str) else pattern[0])


class HashedStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Leaves references to source maps alone: packages name them and do not bring them."""

    patterns = tuple(
        (glob, tuple(pattern for pattern in found if not is_source_map(pattern)))
        for glob, found in CompressedManifestStaticFilesStorage.patterns
    )

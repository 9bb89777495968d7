"""Evidence in a store of objects instead of MEDIA_ROOT, read by the application alone.

Settings import this module, so it knows nothing of Django's models.
"""

from typing import Any

MEGABYTE = 1024 * 1024


def evidence(env: Any) -> dict[str, Any]:
    """The entry of STORAGES for the bucket that the environment names (docs/scale.md)."""
    encryption = {
        "ServerSideEncryption": env.str("S3_ENCRYPTION", default="AES256"),
        "SSEKMSKeyId": env.str("S3_KMS_KEY", default=""),
    }
    options = {
        "bucket_name": env.str("S3_BUCKET"),
        "access_key": env.str("S3_ACCESS_KEY"),
        "secret_key": env.str("S3_SECRET_KEY"),
        "endpoint_url": env.str("S3_ENDPOINT_URL", default="") or None,
        "region_name": env.str("S3_REGION", default="") or None,
        "location": env.str("S3_PREFIX", default=""),
        "addressing_style": env.str("S3_ADDRESSING", default="path"),
        "object_parameters": {name: said for name, said in encryption.items() if said},
        # What is kept is never written over.
        "file_overwrite": False,
        "max_memory_size": 8 * MEGABYTE,
    }
    return {"BACKEND": "airdefense.casework.buckets.EvidenceBucket", "OPTIONS": options}

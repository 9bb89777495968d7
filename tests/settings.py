"""The product's own settings, made fast; PostgreSQL always."""

from airdefense.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
SESSION_ENGINE = "django.contrib.sessions.backends.db"
CELERY_TASK_ALWAYS_EAGER = CELERY_TASK_EAGER_PROPAGATES = True
# What rows are taken for, and how often, has tests of its own (tests/hardening).
EXPORT_ASKS_PURPOSE, EXPORTS_PER_HOUR, SIGN_INS_PER_MINUTE = False, 100_000, 100_000
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES["default"] = {"BACKEND": "django.core.files.storage.InMemoryStorage"}  # noqa: F405
# Signing in has tests of its own, which put both back.
MIDDLEWARE.remove("airdefense.accounts.signin.middleware.SignInMiddleware")  # noqa: F405
AXES_ENABLED = False

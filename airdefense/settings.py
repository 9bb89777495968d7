"""One settings file; what differs between machines comes from the environment (.env.example)."""

from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from airdefense import features, identity, logs, queues, s3
from airdefense.casework.programs import description
from airdefense.timetable import timetable
from airdefense.wall import WalledCursor

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")


def required(name: str) -> str:
    value = env.str(name, default="")
    if not value:
        raise ImproperlyConfigured(f"Set {name}: .env.example says what it is for.")
    return value


DEPLOYMENT = env.str("DEPLOYMENT", default="production")
IS_LOCAL = DEPLOYMENT == "local"
DEMO_MODE = env.bool("DEMO_MODE", default=False)
if DEPLOYMENT not in {"local", "production"}:
    raise ImproperlyConfigured("DEPLOYMENT is either 'local' or 'production'.")
if DEMO_MODE and not IS_LOCAL:
    raise ImproperlyConfigured("DEMO_MODE signs people in without a password: local only.")

SECRET_KEY = required("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
DEBUG = env.bool("DEBUG", default=False) and IS_LOCAL
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1"] if IS_LOCAL else [])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")
SITE_NAME = env.str("SITE_NAME", default="玉溪市")
# Which parts of the product are here: docs/leads-apart.md says which may be without which.
FEATURES = features.chosen(env.list("FEATURES", default=list(features.PARTS)))

INSTALLED_APPS = [
    "airdefense.accounts.desk.DeskConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.forms",
    "django_filters",
    "django_htmx",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "pgtrigger",
    "lucide",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "airdefense.accounts",
    "airdefense.casework",
    "airdefense.exchange",
    "airdefense.people",
    "airdefense.reports",
    "projects",
    "inspections",
    "leads",
    "rectification",
    "demo",
]

MIDDLEWARE = [
    "airdefense.casework.measuring.MeasuringMiddleware",
    "airdefense.casework.middleware.TraceMiddleware",
    "airdefense.casework.headers.HeadersMiddleware",
    "airdefense.casework.programs.problems.ProblemMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "airdefense.casework.middleware.CharsetMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "airdefense.casework.middleware.WallMiddleware",
    "airdefense.accounts.signin.middleware.SignInMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "airdefense.casework.sending.SizeMiddleware",
    "airdefense.casework.programs.repeats.RepeatMiddleware",
    "airdefense.casework.sending.OnceMiddleware",
    "airdefense.casework.pace.PaceMiddleware",
    "airdefense.casework.middleware.RefusalMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "airdefense.urls"
WSGI_APPLICATION = "airdefense.wsgi.application"
TEMPLATES = [
    {
        "NAME": "django",
        "BACKEND": "airdefense.rendering.Templates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "airdefense.accounts.context.shell",
            ],
            "libraries": {"i18n": "airdefense.casework.templatetags.fixed_words"},
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"


# The application signs in as an ordinary role; `migrate` is run as a process with the owner's URL.
def database(url: str, **options: object) -> dict:
    place = env.db_url_config(url) if url else {}
    if not place.get("ENGINE", "").endswith("postgresql"):
        raise ImproperlyConfigured("Set DATABASE_URL to a PostgreSQL database: see .env.example.")
    ours = {"application_name": "airdefense", "cursor_factory": WalledCursor}
    return place | {
        "CONN_MAX_AGE": env.int("CONN_MAX_AGE", default=60),
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": place.get("OPTIONS", {}) | ours | options,
    }


DATABASES = {"default": database(env.str("DATABASE_URL", default=""))}
# What only reads may read from one of these (docs/scale.md); none, and nothing of it is loaded.
REPLICA_URLS = env.list("REPLICA_URLS", default=[])
REPLICA_MAX_LAG_SECONDS = env.float("REPLICA_MAX_LAG_SECONDS", default=10)
for number, url in enumerate(REPLICA_URLS, start=1):
    mirror = {"TEST": {"MIRROR": "default"}}
    DATABASES[f"replica_{number}"] = database(url, connect_timeout=3) | mirror
if REPLICA_URLS:
    DATABASE_ROUTERS = ["airdefense.databases.ReplicaRouter"]
    outside = MIDDLEWARE.index("airdefense.casework.middleware.WallMiddleware") + 1
    MIDDLEWARE.insert(outside, "airdefense.databases.ReplicaMiddleware")
DATABASE_APP_ROLE = env.str("DATABASE_APP_ROLE", default="airdefense_app")
# Who may ask /metrics: addresses or networks, or whoever has the token; nobody by default.
METRICS_ALLOW = env.list("METRICS_ALLOW", default=[])
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")
# Only backup, restore and drill are given these two (docs/operation.md).
DATABASE_OWNER_URL = env.str("DATABASE_OWNER_URL", default="")
DATABASE_BACKUP_URL = env.str("DATABASE_BACKUP_URL", default="")
BACKUP_DIR = env.str("BACKUP_DIR", default="")
BACKUP_KEEP = env.int("BACKUP_KEEP", default=14)
# Whom backups are encrypted for (age1…), and the secret key that opens them, where it may be.
BACKUP_RECIPIENTS = env.list("BACKUP_RECIPIENTS", default=[])
BACKUP_IDENTITY_FILE = env.str("BACKUP_IDENTITY_FILE", default="")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = required("REDIS_URL")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "airdefense",
        "OPTIONS": {"socket_connect_timeout": 2, "socket_timeout": 5},
    }
}
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_COOKIE_AGE = env.int("SESSION_COOKIE_AGE", default=8 * 3600)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = not IS_LOCAL
CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
# The browser itself sees to it that no other host and no plain line sets these.
COOKIE_PREFIX = "" if IS_LOCAL else "__Host-"
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}airdefense_session"
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}airdefense_csrf"
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=not IS_LOCAL)
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz|metrics)$"]
SECURE_HSTS_SECONDS = 0 if IS_LOCAL else 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not IS_LOCAL
TRUST_PROXY_HEADERS = env.bool("TRUST_PROXY_HEADERS", default=False)
if TRUST_PROXY_HEADERS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "frame-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
# Which pages carry the mark of who looks at them: areas, single pages, or "everywhere".
WATERMARKED = env.list("WATERMARKED", default=["leads", "casework:attachment_detail"])
EXPORT_ASKS_PURPOSE = env.bool("EXPORT_ASKS_PURPOSE", default=True)
EXPORTS_PER_HOUR = env.int("EXPORTS_PER_HOUR", default=120)
SIGN_INS_PER_MINUTE = env.int("SIGN_INS_PER_MINUTE", default=30)
CSRF_FAILURE_VIEW = "airdefense.accounts.views.csrf_failure"

AUTH_USER_MODEL = "accounts.User"
SYSTEM_USERNAME = "system"
LOGIN_URL, LOGIN_REDIRECT_URL, LOGOUT_REDIRECT_URL = "accounts:login", "home", "accounts:login"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
# How people sign in, as the customer's rules ask (docs/sign-in.md).
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "airdefense.accounts.signin.backend.PersonBackend",
    "django.contrib.auth.backends.ModelBackend",
]
# The customer's directory and issuer of identities, where there are any.
if LDAP := identity.directory(env, IS_LOCAL):
    vars().update(LDAP)
    AUTHENTICATION_BACKENDS.append(identity.BACKEND)
OIDC = identity.issuer(env, IS_LOCAL)
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "airdefense.accounts.signin.passwords.HouseRules"},
]
PASSWORD_MIN_LENGTH = env.int("PASSWORD_MIN_LENGTH", default=10)
PASSWORD_CLASSES = env.int("PASSWORD_CLASSES", default=3)
PASSWORD_MIN_SCORE = env.int("PASSWORD_MIN_SCORE", default=3)
PASSWORD_HISTORY = env.int("PASSWORD_HISTORY", default=5)
PASSWORD_MAX_AGE_DAYS = env.int("PASSWORD_MAX_AGE_DAYS", default=90)
# The roles that do not work without a second factor: the commission's and the administrators'.
COMMISSION = (
    "case_supervision,case_officer,office_director,approving_leader,secretary,trial_officer"
)
MFA_REQUIRED_ROLES = env.list(
    "MFA_REQUIRED_ROLES",
    default=[]
    if DEMO_MODE
    else [*COMMISSION.split(","), "system_admin", "security_admin", "auditor"],
)
MFA_ADAPTER = "airdefense.accounts.signin.factors.FactorAdapter"
MFA_TOTP_TOLERANCE = 1
SESSION_IDLE_SECONDS = env.int("SESSION_IDLE_SECONDS", default=30 * 60)
ONE_SESSION_ROLES = env.list("ONE_SESSION_ROLES", default=[])
AXES_FAILURE_LIMIT = env.int("SIGN_IN_FAILURE_LIMIT", default=5)
SIGN_IN_LOCK_MINUTES = env.int("SIGN_IN_LOCK_MINUTES", default=30)
AXES_COOLOFF_TIME = timedelta(minutes=SIGN_IN_LOCK_MINUTES)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_CLIENT_IP_CALLABLE = "airdefense.accounts.signin.addresses.address_of"
AXES_RESET_ON_SUCCESS = AXES_DISABLE_ACCESS_LOG = True
# Trying on while locked does not lengthen the lock; our page says how long it lasts.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = AXES_ENABLE_ADMIN = AXES_VERBOSE = False
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "code", "csrfmiddlewaretoken"]
# The login page answers for a lock itself, so the package's middleware is not wanted; `i18n` is
# ours in the place of Django's, on purpose.
SILENCED_SYSTEM_CHECKS = ["axes.W002", "templates.W003"]

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "airdefense" / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_I18N = USE_TZ = True
FORMAT_MODULE_PATH = ["airdefense.formats"]
LANGUAGE_COOKIE_NAME = "airdefense_language"

MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default=str(BASE_DIR / "media")))
STATIC_URL = "static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(BASE_DIR / "staticfiles")))


def package_dir(package: str, below: str) -> Path:
    """Where an installed package keeps its browser files, found without importing it."""
    return Path(find_spec(package).submodule_search_locations[0]) / below


STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("tabler", package_dir("jazzy_tabler", "static/vendor/tabler")),
    ("chartjs", package_dir("unfold", "static/unfold/js/chart")),
]
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = IS_LOCAL
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if IS_LOCAL
        else "airdefense.staticfiles.HashedStaticFilesStorage"
    },
}
if env.str("S3_BUCKET", default=""):
    STORAGES["default"] = s3.evidence(env)
# Identifiers of people are kept encrypted; the first key writes, all of them read.
FIELD_CIPHER = env.str("FIELD_CIPHER", default="aes")
FIELD_KEYS = [SECRET_KEY] if IS_LOCAL else required("FIELD_KEYS").split(",")
FIELD_HASH_KEY = SECRET_KEY if IS_LOCAL else required("FIELD_HASH_KEY")
if FIELD_CIPHER not in {"aes", "sm4"} or "" in FIELD_KEYS:
    raise ImproperlyConfigured("FIELD_CIPHER is aes or sm4, and no key of FIELD_KEYS is empty.")
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024
# Two hundred suspicions looked through at once, with the words of a finding for each.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000
ATTACHMENT_MAX_BYTES = env.int("ATTACHMENT_MAX_MB", default=50) * 1024 * 1024
# All files of one form together; what announces more is refused before it is read.
REQUEST_MAX_BYTES = 4 * ATTACHMENT_MAX_BYTES
# What a workbook may hold at most; larger ones are refused with a sentence.
IMPORT_MAX_MB = env.int("IMPORT_MAX_MB", default=20)
IMPORT_MAX_UNPACKED_MB = env.int("IMPORT_MAX_UNPACKED_MB", default=400)
IMPORT_MAX_ROWS = env.int("IMPORT_MAX_ROWS", default=50_000)
IMPORT_MAX_COLUMNS = env.int("IMPORT_MAX_COLUMNS", default=100)
# Smaller files are worked on at once, larger ones by the worker.
IMPORT_ROWS_AT_ONCE = 300

# Official documents: a .docx names these fonts; a PDF looks for them in DOC_FONT_DIR, and takes
# the open ones of a package where they are not there.
DOC_FONT_DIR = env.str("DOC_FONT_DIR", default="")
DOC_FONTS = {
    "title": "方正小标宋简体",
    "body": "仿宋_GB2312",
    "heading": "黑体",
    "kai": "楷体_GB2312",
    "number": "宋体",
} | env.dict("DOC_FONTS", default={})

# Without a mail server, mails stay in the outbox of the reports app, where they can be read.
EMAIL_URL = env.str("EMAIL_URL", default="")
if EMAIL_URL:
    vars().update(env.email_url("EMAIL_URL"))
    EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="airdefense@localhost")

CELERY_BROKER_URL = REDIS_URL
CELERY_BROKER_TRANSPORT_OPTIONS = {
    # The job of a worker that died is given to another after this time; a longer one runs twice.
    "visibility_timeout": env.int("JOB_RETURNS_AFTER_SECONDS", default=600),
    # A worker of several queues empties them in the order in which it was told them.
    "queue_order_strategy": "priority",
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_ACKS_LATE = CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_QUEUES = {name: {} for name in queues.QUEUES}
CELERY_TASK_ROUTES, CELERY_TASK_DEFAULT_QUEUE = queues.ROUTES, queues.SOON
CELERY_TASK_CREATE_MISSING_QUEUES = False
CELERY_TIMEZONE = TIME_ZONE
CELERY_IMPORTS = ["airdefense.casework.health", "airdefense.casework.jobs.keeping"]
# When the reminders of a working morning go out, in the city's time.
REMINDERS_AT = env.str("REMINDERS_AT", default="08:00")
CELERY_BEAT_SCHEDULE = timetable(FEATURES)

# Whether a program may read leads at all, in the name of somebody inside: the commission decides.
PROGRAMS_REACH_LEADS = env.bool("PROGRAMS_REACH_LEADS", default=False)
# Below which addresses programs may ask to be told of changes, such as https://exchange.example/.
PROGRAM_HOOKS = env.list("PROGRAM_HOOKS", default=[])
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "airdefense.casework.programs.authentication.ProgramAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_PAGINATION_CLASS": "airdefense.casework.rest.KeysetPagination",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "airdefense.casework.programs.schemas.Described",
    "EXCEPTION_HANDLER": "airdefense.casework.rest.exception_handler",
    "COERCE_DECIMAL_TO_STRING": True,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = description.SETTINGS

LOGGING = logs.configuration(
    level=env.str("LOG_LEVEL", default="WARNING" if IS_LOCAL else "INFO"), is_local=IS_LOCAL
)

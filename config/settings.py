"""Settings: one file, everything from the environment.

Each value that a production needs and lacks stops the start with the remedy. Secrets can be files:
`SECRET_KEY_FILE=/run/secrets/secret_key` is read when `SECRET_KEY` is not set.
"""

from pathlib import Path
from secrets import token_urlsafe

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from environ import FileAwareEnv

BASE_DIR = Path(__file__).resolve().parent.parent
env = FileAwareEnv()

DEBUG = env.bool("DEBUG", default=False)
# The demo is a production server on loopback with a key of its own; see the `demo` command.
VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))
VAR_DIR.mkdir(parents=True, exist_ok=True)


def _secret_key() -> str:
    """Return the key from the environment, else one made once and kept in VAR_DIR.

    :raises ImproperlyConfigured: when the deployment says that it is for real and brings no key.
    """
    if given := env.str("SECRET_KEY", default=""):
        return given
    if env.bool("PRODUCTION", default=False):
        raise ImproperlyConfigured("Set SECRET_KEY, or SECRET_KEY_FILE to a file that holds it.")
    path = VAR_DIR / "secret_key"
    if not path.exists():
        path.write_text(token_urlsafe(64), encoding="utf-8")
        path.chmod(0o600)
    return path.read_text(encoding="utf-8").strip()


SECRET_KEY = _secret_key()
PRODUCTION = env.bool("PRODUCTION", default=False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "config.apps.ConfigConfig",
    "plans.apps.PlansConfig",
    "indicators.apps.IndicatorsConfig",
    "measures.apps.MeasuresConfig",
    "staffing.apps.StaffingConfig",
    "documents.apps.DocumentsConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "csp",
    "django_filters",
    "django_htmx",
    "django_tables2",
    "simple_history",
    "template_partials",
    "tree_queries",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "config.middleware.ChosenLanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "config.middleware.MethodPageMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "config.context.frame",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "staffing.templatetags.oberoende",
                "template_partials.templatetags.partials",
            ],
        },
    },
]

# Databases -----------------------------------------------------------------------------------------------------------
DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'oberoende.sqlite3'}")}
DATABASES["default"]["ATOMIC_REQUESTS"] = False
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        # A writer takes its place at once, or two readers that turn writers give "database is locked".
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA foreign_keys=ON;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Jobs and cache ------------------------------------------------------------------------------------------------------
# Without REDIS_URL the embedded runner (`manage.py run_jobs`) polls the jobs table; with it Celery wakes workers.
REDIS_URL = env.str("REDIS_URL", default="")
if REDIS_URL:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": REDIS_URL,
            "OPTIONS": {"socket_connect_timeout": 2, "socket_timeout": 2},
        }
    }
else:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
CELERY_BROKER_URL = REDIS_URL or "memory://"
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_connect_timeout": 2, "socket_timeout": 2} if REDIS_URL else {}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TIMEZONE = "Europe/Stockholm"
# What runs a job of each kind: a function that takes the job's payload as keywords. Written out here so that one grep
# from a kind in the database leads to its code, and so that `documents` need not import the apps above it.
JOB_HANDLERS: dict[str, str] = {
    "scheduled": "documents.jobs.schedule.run_scheduled",
    "cost_index": "indicators.tasks.compute_cost_index",
    "collection_mail": "indicators.tasks.send_collection_mail",
    "trend_report": "indicators.tasks.render_trend_report",
    "status_report": "plans.tasks.render_status_report",
    "statement": "plans.tasks.render_statement",
    "final_report": "plans.tasks.render_final_report",
    "plan_revision": "plans.tasks.render_revision",
    "plan_document": "plans.tasks.render_plan_document",
    "mention_mail": "plans.tasks.send_mention_mail",
    "reminder_mail": "plans.tasks.send_reminder_mail",
    "password_mail": "staffing.tasks.send_password_mail",
    "hire_mail": "staffing.tasks.send_hire_mail",
    "delegated_decisions": "staffing.tasks.render_delegated_decisions",
}
# A worker that is not heard of for a lease has lost its job to the next one.
JOB_LEASE_SECONDS = 30
JOB_MAX_ATTEMPTS = 3
# The pause before the second attempt; the third waits four times as long.
JOB_RETRY_SECONDS = 5
JOB_TIMEOUT_SECONDS = 900
# How long a job may go on after SIGTERM before it is given back to the queue.
JOB_GRACE_SECONDS = 5
CELERY_TASK_TIME_LIMIT = JOB_TIMEOUT_SECONDS
# A message that nobody heard in time is worth nothing: the next one says the same.
CELERY_BEAT_SCHEDULE = {
    "sweep-jobs": {"task": "documents.tasks.sweep_jobs", "schedule": 15, "options": {"expires": 15}},
    "run-schedule": {"task": "documents.tasks.run_schedule", "schedule": 30, "options": {"expires": 30}},
}
# (name, dotted function, hour, minute) in Europe/Stockholm: run once a day by beat or by the embedded runner; with None for
# the hour, once an hour.
NIGHTLY: list[tuple[str, str, int | None, int]] = [
    ("cost_index", "indicators.tasks.compute_what_is_stale", 2, 10),
    ("health", "plans.tasks.refresh_health", 0, 10),
    ("collection_reminders", "indicators.tasks.remind_of_collections", 7, 30),
    ("hire_deciders", "staffing.tasks.tell_new_deciders", 6, 45),
    ("reminders", "plans.tasks.send_reminders", None, 0),
    ("pruning", "plans.tasks.prune", 3, 10),
]
FINISHED_JOBS_KEPT_DAYS = 90
"""How long a finished job stays that no report, revision, statement or ordered PDF refers to: the reminders alone make one an hour."""
UNCONFIRMED_UPLOADS_KEPT_DAYS = 90
"""How long the rows of a file stay that was uploaded, shown, and never written."""
SUPERSEDED_PLAN_DOCUMENTS_KEPT_DAYS = 30
"""How long the PDF that somebody ordered of a plan stays after its order, once a later one of the same kind is ordered.

Reports, revisions and statements are records and are never deleted.
"""

# Sign-in -------------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "staffing.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "overview"
ACCOUNT_ADAPTER = "staffing.adapters.InvitedOnlyAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = True
SESSION_COOKIE_AGE = 12 * 60 * 60  # a working day, on the phone as well
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Oberoende: "
# Asked before a password is hashed: per address, and per account whatever the address.
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "reset_password": "20/m/ip,5/m/key",
    "reset_password_from_key": "20/m/ip",
    "change_password": "5/m/user",
}
# How many proxies stand in front and set X-Forwarded-For; 0 counts attempts by the address that connects.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", default=0)
# Shown on the help page and in the accessibility statement.
SUPPORT_EMAIL = env.str("SUPPORT_EMAIL", default="")

# Language and time ---------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "sv"
LANGUAGES = [("sv", _("Swedish")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
# Years would print "2 026"; numbers are grouped by our own filters only.
USE_THOUSAND_SEPARATOR = False
TIME_ZONE = "Europe/Stockholm"
USE_TZ = True

# Files ---------------------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATIC_ROOT.mkdir(exist_ok=True)  # WhiteNoise warns of a directory that is not there
STATICFILES_DIRS = [BASE_DIR / "static"]
_static_storage = "django.contrib.staticfiles.storage.StaticFilesStorage"
if not DEBUG and env.bool("HASHED_STATIC", default=False):
    _static_storage = "whitenoise.storage.CompressedManifestStaticFilesStorage"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": _static_storage},
}
WHITENOISE_USE_FINDERS = not env.bool("HASHED_STATIC", default=False)
MEDIA_ROOT = VAR_DIR / "media"
UPLOAD_LIMIT_BYTES = 20 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4000

# Safety --------------------------------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
        "object-src": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
# Preloading binds the whole domain for years: that is for the owner of the domain to ask for, not for the product.
SILENCED_SYSTEM_CHECKS = ["security.W021"]
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
if PRODUCTION:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
    SECURE_REDIRECT_EXEMPT = [r"^livez$", r"^readyz$"]
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True

# Mail ----------------------------------------------------------------------------------------------------------------
_mail = env.email_url("EMAIL_URL", default="consolemail://")
EMAIL_BACKEND = _mail["EMAIL_BACKEND"]
EMAIL_HOST = _mail.get("EMAIL_HOST", "")
EMAIL_PORT = _mail.get("EMAIL_PORT") or 25
EMAIL_HOST_USER = _mail.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = _mail.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = _mail.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = _mail.get("EMAIL_USE_SSL", False)
# What the links of mails begin with.
SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000")
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="oberoende@localhost")

# Lists ---------------------------------------------------------------------------------------------------------------
DJANGO_TABLES2_TEMPLATE = "tables/table.html"
FILTERS_EMPTY_CHOICE_LABEL = _("All")
SIMPLE_HISTORY_HISTORY_ID_USE_UUID = False

# Open data -----------------------------------------------------------------------------------------------------------
# Neither library is among the apps: their pages, commands and texts are not used.
API_THROTTLE_RATE = env.str("API_THROTTLE_RATE", default="120/min")
"""How often one address may ask."""
API_WHOLE_FILES_RATE = env.str("API_WHOLE_FILES_RATE", default="30/min")
"""How often one address may ask for all rows of a list as one CSV file."""
API_PAGE_SIZE = 100
API_LARGEST_PAGE = 1000
OPEN_DATA_LICENCE = env.str("OPEN_DATA_LICENCE", default="http://creativecommons.org/publicdomain/zero/1.0/")
OPEN_DATA_PUBLISHER = env.str("OPEN_DATA_PUBLISHER", default="Oberoende")
OPEN_DATA_PUBLISHER_URL = env.str("OPEN_DATA_PUBLISHER_URL", default="")
REST_FRAMEWORK = {
    "UNAUTHENTICATED_USER": None,
    "DEFAULT_SCHEMA_CLASS": "config.api.schema.OpenSchema",
    "DEFAULT_THROTTLE_CLASSES": ["config.api.throttles.PerAddress", "config.api.throttles.WholeFiles"],
    "EXCEPTION_HANDLER": "config.api.problems.answer",
    "NUM_PROXIES": ALLAUTH_TRUSTED_PROXY_COUNT,
    # The format stands in the address or the Accept header; `format` is no parameter.
    "URL_FORMAT_OVERRIDE": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Oberoende",
    "DESCRIPTION": _("Open data on dependence on agency staff in healthcare"),
    "VERSION": "1.0.0",
    "LICENSE": {"name": "CC0 1.0", "url": OPEN_DATA_LICENCE},
    "POSTPROCESSING_HOOKS": ["drf_spectacular.hooks.postprocess_schema_enums", "config.api.schema.with_problems"],
    "ENUM_NAME_OVERRIDES": {"KpiEnum": "indicators.api.figures.KPI_CHOICES"},
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {
        "weasyprint": {"level": "ERROR"},
        "fontTools": {"level": "ERROR"},
    },
}

"""Settings. All that differs from place to place comes from the environment; docs/operations.md lists it."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from celery.schedules import crontab
from csp.constants import NONE, SELF

from config import environment as given
from config.environment import BASE_DIR, WrongSetting
from config.logs import logging_settings

# -- Where it runs. Without DATABASE_URL or REDIS_URL the engine from the pip wheel stands in (config/services.py). --
HOME = given.state_folder()
EMBEDDED_DATABASE = not given.text("DATABASE_URL")
EMBEDDED_BROKER = not given.text("REDIS_URL")
EMBEDDED = EMBEDDED_DATABASE or EMBEDDED_BROKER
TRIAL = given.yes_no("QUARTERDAY_EMBEDDED", default=False)  # the demo says yes: a trial on one machine, over plain http
DEBUG = given.yes_no("DEBUG", default=EMBEDDED)
PRODUCTION = not DEBUG and not TRIAL
if PRODUCTION and EMBEDDED:
    missing = "DATABASE_URL" if EMBEDDED_DATABASE else "REDIS_URL"
    raise WrongSetting(f"{missing} is missing; with DEBUG off it is required.")

SECRET_KEY = given.text("SECRET_KEY")
if PRODUCTION and not SECRET_KEY:
    raise WrongSetting("SECRET_KEY is missing; with DEBUG off it is required: give a long random text.")
SECRET_KEY = SECRET_KEY or given.kept_secret(HOME / "secret_key")

TRAINING_DAY = given.day("QUARTERDAY_TODAY")  # the day the program takes as today; see staff/clock.py
if TRAINING_DAY and PRODUCTION:
    raise WrongSetting("QUARTERDAY_TODAY is for training and is refused in production: remove it.")

COUNCIL_NAME = given.text("COUNCIL_NAME")  # empty: the first extract loaded names the council
COUNCIL_ADDRESS = given.text("COUNCIL_ADDRESS")  # on notices, lines parted by ' / '; without it none can be served
EXTRACT = given.folder("EXTRACT")
EXTRACT_INBOX = given.text("EXTRACT_INBOX", f"{HOME}/inbox")  # folders here can be chosen on the page Extracts
EXTRACT_SHRUNK_PERCENT = given.whole_number("EXTRACT_SHRUNK_PERCENT", default=80)  # fewer rows than this: refused
DEMO_PASSWORD = given.text("DEMO_PASSWORD")
CARD_PAYMENT_URL = given.card_payment()  # empty: no link to take a card payment
CARD_PAYMENT_SECRET = given.text("CARD_PAYMENT_SECRET")  # with it payments are signed, and their result comes back
PORT = given.whole_number("PORT", default=8000)
if not 1 <= PORT <= 65535:
    raise WrongSetting(f"PORT must be between 1 and 65535, not {PORT}.")

# -- The web --
ALLOWED_HOSTS = given.words("ALLOWED_HOSTS", default=[] if PRODUCTION else ["localhost", "127.0.0.1", "[::1]"])
if not ALLOWED_HOSTS:
    raise WrongSetting("ALLOWED_HOSTS is missing; name the host that people type, such as quarterday.example.gov.uk.")
CSRF_TRUSTED_ORIGINS = given.words("CSRF_TRUSTED_ORIGINS", default=[])
if any(not origin.startswith(("https://", "http://")) for origin in CSRF_TRUSTED_ORIGINS):
    raise WrongSetting("CSRF_TRUSTED_ORIGINS must hold whole origins, such as https://quarterday.example.gov.uk.")
PROXY_HEADER = given.text("PROXY_HEADER")  # such as X-Forwarded-Proto; only where a proxy of yours always sets it
if PROXY_HEADER:
    SECURE_PROXY_SSL_HEADER = ("HTTP_" + PROXY_HEADER.upper().replace("-", "_"), "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = 1

SECURE_SSL_REDIRECT = PRODUCTION
SECURE_REDIRECT_EXEMPT = [r"^health/$"]
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_AGE = 8 * 60 * 60  # a working day
SESSION_COOKIE_NAME = f"quarterday_session_{PORT}"  # two demos on one machine do not sign each other out
CSRF_COOKIE_NAME = f"quarterday_csrf_{PORT}"
X_FRAME_OPTIONS = "DENY"
SILENCED_SYSTEM_CHECKS = ["security.W021"]  # preloading HSTS is for the owner of the whole domain to decide
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    feature: [] for feature in ("camera", "display-capture", "geolocation", "microphone", "payment", "usb")
}

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
INSTALLED_APPS = [
    "config",  # for its commands: services, assets, demo, backup, restore
    "whitenoise.runserver_nostatic",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",  # the templates of the two allauth apps below load it
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django_cotton",
    "django_celery_beat",
    "django_structlog",
    "health_check",
    "pgtrigger",
    "pghistory",
    "staff",
    "tenancies",
    "welfare",
    "recovery",
    "legal",
    "caseload",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "staff.middleware.NothingLeftBehind",
    "staff.middleware.SignInAndGoOn",
    "caseload.hidden_names.HideNames",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "pghistory.middleware.HistoryMiddleware",
]
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
                "staff.context.page_frame",
                "caseload.context.desk_frame",
            ],
        },
    }
]
COTTON_DIR = "components"
FORM_RENDERER = "staff.ui.widgets.PlainRenderer"

PGHISTORY_MIDDLEWARE_METHODS = ("POST", "PUT", "PATCH", "DELETE")  # reading a page changes no record that has a history

# -- Who signs in --
AUTH_USER_MODEL = "staff.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "staff.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]

# -- Database, broker and cache --
if EMBEDDED_DATABASE:
    DATABASE: dict[str, Any] = {"NAME": "quarterday", "USER": "quarterday", "HOST": str(HOME / "postgres")}
else:
    DATABASE = given.url(
        "DATABASE_URL", given.env.db_url_config, {"postgres", "postgresql"}, "postgres://user:password@host:5432/name"
    )
DATABASES = {
    "default": {
        **DATABASE,
        "ENGINE": "django.db.backends.postgresql",
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        # Parameters are bound by the client: the server-side kind breaks pghistory.context and pgtrigger.ignore.
        "OPTIONS": {"application_name": "quarterday", **DATABASE.get("OPTIONS", {})},
        "TEST": {"NAME": given.text("QUARTERDAY_TEST_DB", "test_quarterday")},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = given.text("REDIS_URL", f"unix://{HOME}/valkey/valkey.sock?db=0")
if urlsplit(REDIS_URL).scheme not in {"redis", "rediss", "unix"}:
    raise WrongSetting("REDIS_URL must look like redis://host:6379/0.")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "cache",
    }
}

# -- Background work. Tasks are safe to run twice; nothing that matters lives only in the broker. --
CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://").replace("?db=", "?virtual_host=")
CELERY_TIMEZONE = "Europe/London"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BEAT_SCHEDULER = "django_celery_beat.schedulers:DatabaseScheduler"
CELERY_BEAT_SCHEDULE = {
    # Clear of 00:30 to 02:30, when clocks change.
    "nightly sweep": {"task": "caseload.tasks.nightly_sweep", "schedule": crontab(hour=3, minute=30)},
    "proof of balances": {"task": "tenancies.tasks.prove_balances", "schedule": crontab(hour=4, minute=30)},
    # The sweep's end takes the figures; this is for the night on which that was lost.
    "figures of the night": {"task": "caseload.tasks.take_snapshot", "schedule": crontab(hour=5, minute=0)},
    "minute run": {"task": "caseload.tasks.every_minute", "schedule": timedelta(minutes=1)},
    "letters and e-mails": {"task": "recovery.tasks.release_due", "schedule": timedelta(minutes=1)},
    "what became of messages": {"task": "recovery.tasks.ask_what_became", "schedule": timedelta(minutes=3)},
}
CELERY_TASK_ROUTES = {
    "caseload.tasks.*": {"queue": "sweep"},
    "recovery.tasks.release_message": {"queue": "documents"},  # e-mails and texts: see recovery/tasks.py
    "recovery.tasks.release_part": {"queue": "documents"},
    "recovery.tasks.copy_paper": {"queue": "documents"},
    "caseload.tasks_bundles.build_bundle": {"queue": "documents"},
    "recovery.tasks.ask_what_became": {"queue": "messages"},
}
QUEUES = ["sweep", "documents", "messages", "default"]
DJANGO_STRUCTLOG_CELERY_ENABLED = True

# -- Facts: one select an app, joined by tenancies/gather.py --
FACT_SOURCES = ["tenancies.facts", "welfare.facts", "recovery.facts", "legal.facts", "caseload.facts"]

# -- Files --
documents_url = urlsplit(given.text("DOCUMENTS_URL", f"file://{HOME}/documents"))
if documents_url.scheme != "file" or documents_url.netloc or not documents_url.path.startswith("/"):
    raise WrongSetting("DOCUMENTS_URL must name a folder by its whole path, such as file:///srv/quarterday/documents.")
DOCUMENTS = documents_url.path
CLAMAV = given.text("CLAMAV")  # host:port of the council's virus scanner; without it uploads are not scanned
if CLAMAV and not CLAMAV.rpartition(":")[2].isdigit():
    raise WrongSetting("CLAMAV must name a machine and a port, such as scanner.internal:3310.")
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},  # nothing is kept here
    "documents": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": DOCUMENTS,
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
if DEBUG:
    STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    WHITENOISE_USE_FINDERS = True
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000

# -- Messages. Without EMAIL_URL and the keys of GOV.UK Notify they are written to folders and nothing leaves. On a
# training site nothing leaves either way: what is given is checked, and then left alone. --
MAIL_TO_FILES = "django.core.mail.backends.filebased.EmailBackend"
if given.text("EMAIL_URL"):
    mail = given.url("EMAIL_URL", given.env.email_url_config, set(given.env.EMAIL_SCHEMES), "smtp+tls://host:587")
    EMAIL_BACKEND = str(mail["EMAIL_BACKEND"])
    EMAIL_HOST, EMAIL_PORT = str(mail.get("EMAIL_HOST") or ""), mail.get("EMAIL_PORT") or 25
    EMAIL_HOST_USER = str(mail.get("EMAIL_HOST_USER") or "")
    EMAIL_HOST_PASSWORD = str(mail.get("EMAIL_HOST_PASSWORD") or "")
    EMAIL_USE_TLS, EMAIL_USE_SSL = bool(mail.get("EMAIL_USE_TLS")), bool(mail.get("EMAIL_USE_SSL"))
    EMAIL_FILE_PATH = str(mail.get("EMAIL_FILE_PATH") or "")
else:
    EMAIL_BACKEND, EMAIL_FILE_PATH = MAIL_TO_FILES, str(HOME / "mail")
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = given.text("DEFAULT_FROM_EMAIL", "Income team <income@localhost>")

notify = given.message_service()
if TRAINING_DAY:
    notify = given.NO_MESSAGE_SERVICE
    if EMAIL_BACKEND != MAIL_TO_FILES:
        EMAIL_BACKEND, EMAIL_FILE_PATH = MAIL_TO_FILES, str(HOME / "mail")
NOTIFY_API_KEY, NOTIFY_BASE_URL, NOTIFY_TEMPLATE_SMS, NOTIFY_TEMPLATE_EMAIL = notify
NOTIFY_TIMEOUT = 20
TEXTS_FOLDER = str(HOME / "texts")  # where texts are written without the service
SENDS_TEXTS = bool(NOTIFY_TEMPLATE_SMS) or not PRODUCTION
TEXTS_ABROAD = given.yes_no("TEXTS_ABROAD", default=False)

# -- Language, time, logs --
LANGUAGE_CODE = "en-gb"
USE_TZ = True
TIME_ZONE = "Europe/London"
LOGGING = logging_settings(readable=not PRODUCTION)
if dsn := given.text("SENTRY_DSN"):
    import sentry_sdk

    try:
        sentry_sdk.init(dsn=dsn, send_default_pii=False, max_request_body_size="never", include_local_variables=False)
    except ValueError:
        raise WrongSetting("SENTRY_DSN cannot be read; copy it whole from the project's settings in Sentry.") from None

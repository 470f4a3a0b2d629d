"""All settings: one file, read from the environment.

With no DATABASE_URL the portal runs in `demo` mode on the services that `manage.py up` keeps in
`var/`; anything else is `production`, where `portal.checks` refuses to start on bad configuration.
"""

import os
from datetime import timedelta
from pathlib import Path

import django_stubs_ext
import environ
from csp.constants import NONE, SELF

from portal.embedded import environment as embedded

django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(os.environ.get("GATEHOUSE_VAR", BASE_DIR / "var"))
embedded.adopt(VAR_DIR)  # fills in what `manage.py up` keeps for this checkout, if it is in use
env = environ.Env()

MODE = env.str("GATEHOUSE_MODE", default="production")  # production | demo | test
IS_DEMO = MODE == "demo"
DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="")
SITE_NAME = env.str("SITE_NAME", default="Gatehouse")
SITE_URL = env.str("SITE_URL", default="http://localhost:8000")  # links in mails start with it
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1"] if IS_DEMO else [])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# --- Gatehouse's own -----------------------------------------------------------------------------
KEY_BRAND = env.str("KEY_BRAND", default="gate")
KEY_PEPPERS = env.dict("KEY_PEPPERS", default={})  # version → secret: "1=…,2=…"; the highest signs
ANSWER_KEYS = env.list("ANSWER_KEYS", default=[])  # Fernet keys for sensitive answers, newest first
STAFF_MFA_REQUIRED = env.bool("STAFF_MFA_REQUIRED", default=not IS_DEMO)
LEASE = timedelta(minutes=env.int("LEASE_MINUTES", default=15))
PORTAL_VERSION = "0.1.0"  # as in pyproject.toml; exports name it
QUALITY_RATES = {  # per cent of the final decisions that somebody looks at again, blind
    "low": env.int("QUALITY_RATE_LOW", default=5),
    "medium": env.int("QUALITY_RATE_MEDIUM", default=10),
    "high": env.int("QUALITY_RATE_HIGH", default=20),
    "prohibited": env.int("QUALITY_RATE_PROHIBITED", default=20),
}
QUALITY_TIME = timedelta(days=env.int("QUALITY_DAYS", default=14))  # then it lapses
QUALITY_LEAST_PAIRS = env.int("QUALITY_LEAST_PAIRS", default=20)  # fewer say nothing
QUALITY_LOW_KAPPA = env.float("QUALITY_LOW_KAPPA", default=0.4)  # below: a task
RESEARCH_EXCEPTION_DAYS = env.int("RESEARCH_EXCEPTION_DAYS", default=180)  # at most
UNDO_WINDOW = timedelta(seconds=env.int("UNDO_SECONDS", default=60))  # of a reviewer's decision
HAND_OVER_HOURS = env.int("HAND_OVER_HOURS", default=8)  # working hours it waits for the colleague
RETURN_PERCENT = env.int("RETURN_PERCENT", default=50)  # of the time: a reply waits for who asked
BUSINESS_OPENS = env.int("BUSINESS_OPENS", default=9)  # the hours in which reviewers work
BUSINESS_CLOSES = env.int("BUSINESS_CLOSES", default=17)
BUSINESS_DAYS = env.list("BUSINESS_DAYS", cast=int, default=[1, 2, 3, 4, 5])  # 1 is Monday
BUSINESS_TIME_ZONE = env.str("BUSINESS_TIME_ZONE", default="UTC")
EXPOSURE_BUDGET = env.int("EXPOSURE_BUDGET", default=120)  # points of distressing work a day
BREAK_AFTER = timedelta(minutes=env.int("BREAK_AFTER_MINUTES", default=60))  # of work without one
WELLBEING_CONTACTS = env.list("WELLBEING_CONTACTS", default=[])  # e-mail addresses of staff
TOPIC_SEVERITY = {  # of what applicants name in question B10: 1 to 3; any other topic counts 1
    "violence": 2, "self_harm": 3, "sexual": 2, "hate": 2, "child_safety_text": 3,
    "medical_graphic": 2, "other": 1,
}  # fmt: skip
INVITATION_LIFETIME = timedelta(days=env.int("INVITATION_DAYS", default=7))
UPLOAD_MAX_BYTES = env.int("UPLOAD_MAX_BYTES", default=20_000_000)
REQUEST_MAX_BYTES = env.int("REQUEST_MAX_BYTES", default=50_000_000)  # all files of one page
CLAMD_URL = env.str("CLAMD_URL", default="")  # tcp://host:3310 or unix:///path; unset: no scanner
API_REQUESTS_PER_MINUTE = env.int("API_REQUESTS_PER_MINUTE", default=600)  # for each token
MODELS_OFFERED = env.list("MODELS_OFFERED", default=["gate-small", "gate-large"])

EVENT_CHANNELS = {  # channel → function(event), told once of each event sent to it
    "applicant-mail": "notifications.services.announce",
    "reviewer-mail": "reviews.emails.deliver",
    "vendor-mail": "reviews.vendor_mail.deliver",
    "quality-draw": "reviews.services.quality_reviews.draw",
}
EVENT_HIDING = ["applications.conflicts.hidden_subjects"]  # function(person): what they do not read
EVENT_SIGNING_KEY = env.str("EVENT_SIGNING_KEY", default=SECRET_KEY)  # signs the daily heads
EVENT_PUBLIC_KEYS = env.list("EVENT_PUBLIC_KEYS", default=[])  # of earlier signing keys, in hex

# --- Django --------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "portal.apps.GatehouseAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.idp.oidc",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "pgtrigger",
    "django_htmx",
    "csp",
    "common",
    "accounts",
    "events",
    "guidelines",
    "applications",
    "reviews",
    "keys",
    "notifications",
    "portal",
]
MIDDLEWARE = [
    "portal.health.answer_first",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "common.languages.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "common.uploads.refuse_large_requests",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.SessionActivityMiddleware",
    "accounts.middleware.StaffMfaMiddleware",
]
ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
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
                "portal.context.site",
                "notifications.context.unread",
            ]
        },
    }
]
DATABASES = {"default": env.db_url("DATABASE_URL", default=embedded.NO_DATABASE)}
DATABASES["default"].setdefault("CONN_MAX_AGE", 60)
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS_URL = env.str("REDIS_URL", default="redis://127.0.0.1:6379/0")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},  # seconds
    }
}
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
UPLOADS_S3_BUCKET = env.str("UPLOADS_S3_BUCKET", default="")
_FILES_ON_DISK = {"BACKEND": "django.core.files.storage.FileSystemStorage"}
_FILES_IN_S3 = {
    "BACKEND": "storages.backends.s3.S3Storage",
    "OPTIONS": {
        "bucket_name": UPLOADS_S3_BUCKET,
        "endpoint_url": env.str("UPLOADS_S3_ENDPOINT", default="") or None,
        "region_name": env.str("UPLOADS_S3_REGION", default="") or None,
        "access_key": env.str("UPLOADS_S3_ACCESS_KEY", default="") or None,
        "secret_key": env.str("UPLOADS_S3_SECRET_KEY", default="") or None,
        "location": env.str("UPLOADS_S3_PREFIX", default=""),
        "default_acl": None,  # the bucket's own, which has to be private
        "file_overwrite": False,
        "max_memory_size": 2_500_000,  # larger ones go through a temporary file
    },
}
STORAGES = {
    "default": _FILES_IN_S3 if UPLOADS_S3_BUCKET else _FILES_ON_DISK,
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
STATIC_URL = "/static/"
STATIC_ROOT = env.str("STATIC_ROOT", default=str(VAR_DIR / "static"))
MEDIA_ROOT = env.str("MEDIA_ROOT", default=str(VAR_DIR / "uploads"))
DATA_UPLOAD_MAX_MEMORY_SIZE = 5_000_000
FILE_UPLOAD_HANDLERS = [
    "common.uploads.CappedUploadHandler",
    "common.uploads.WholeUploadHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
LANGUAGE_CODE = "en-gb"  # in which everything is written; what a catalogue lacks appears in it
_WRITTEN = {"en-gb": "English", "de": "Deutsch"}
_OFFERED = env.list("LANGUAGES_OFFERED", default=["de"])  # besides English
LANGUAGES = [(code, name) for code, name in _WRITTEN.items() if code in {LANGUAGE_CODE, *_OFFERED}]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "portal.formats"
TIME_ZONE = "UTC"
USE_TZ = True

# --- Signing in (django-allauth) ------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
_VALIDATION = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{_VALIDATION}.UserAttributeSimilarityValidator"},
    {"NAME": f"{_VALIDATION}.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": f"{_VALIDATION}.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "applications:list"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_SIGNUP_FORM_CLASS = "accounts.forms.SignupForm"
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True  # of every change that somebody else could have made
ACCOUNT_CONFIRM_EMAIL_ON_GET = False
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True  # in the browser that signed up, and only there
ALLAUTH_TRUSTED_PROXY_COUNT = int(env.bool("BEHIND_PROXY", default=False))  # rate limits by address
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
MFA_ADAPTER = "accounts.adapter.MfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = SITE_NAME
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = IS_DEMO
USERSESSIONS_TRACK_ACTIVITY = True
SOCIALACCOUNT_ADAPTER = "accounts.adapter.SocialAccountAdapter"
SOCIALACCOUNT_EMAIL_VERIFICATION = "mandatory"
OIDC_SERVER_URL = env.str("OIDC_SERVER_URL", default="")
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "oidc",
                "name": env.str("OIDC_NAME", default="Single sign-on"),
                "client_id": env.str("OIDC_CLIENT_ID", default=""),
                "secret": env.str("OIDC_CLIENT_SECRET", default=""),
                "settings": {"server_url": OIDC_SERVER_URL},
            }
        ]
        if OIDC_SERVER_URL
        else [],
    }
}

# --- Programs that people sign in to (OAuth 2, device flow; django-allauth) ----------------------
IDP_OIDC_ADAPTER = "accounts.adapter.IdentityAdapter"
IDP_OIDC_PRIVATE_KEY = env.str("IDP_OIDC_PRIVATE_KEY", multiline=True, default="")
IDP_OIDC_ACCESS_TOKEN_EXPIRES_IN = 3600  # seconds
IDP_OIDC_REFRESH_TOKEN_EXPIRES_IN = 90 * 86_400  # unused for so long, a program signs in again
IDP_OIDC_DEVICE_CODE_EXPIRES_IN = 600
IDP_OIDC_DEVICE_CODE_INTERVAL = 5
IDP_OIDC_RATE_LIMITS = {"device_code": "10/m/ip", "device_user_code": "10/m/ip"}

# --- HTTP security --------------------------------------------------------------------------------
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=not IS_DEMO)
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("BEHIND_PROXY", default=False) else None
)
SECURE_HSTS_SECONDS = 0 if IS_DEMO else 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not IS_DEMO
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not IS_DEMO
CSRF_FAILURE_VIEW = "applications.views.signed_out.csrf_failure"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],  # the TOTP QR code is a data: image
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF, *filter(None, ["/".join(OIDC_SERVER_URL.split("/")[:3])])],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}

# --- Mail -----------------------------------------------------------------------------------------
EMAIL_FILE_PATH = VAR_DIR / "mail"
if IS_DEMO:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
else:
    vars().update(env.email_url("EMAIL_URL", default="consolemail://"))
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Gatehouse <gatehouse@localhost>")

# --- Celery ---------------------------------------------------------------------------------------
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_ACKS_LATE = CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT = 120
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_PUBLISH_RETRY = False  # beat rings again
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 300,
    "unacked_restore_interval": 10,
    "socket_connect_timeout": 1,
    "socket_timeout": 3,  # a worker waits for one second at a time
    "max_retries": 0,  # of whoever rings; a worker has its own rule
}
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat-schedule")
CELERY_BEAT_SCHEDULE = {
    "deliver-forgotten-events": {"task": "events.sweep", "schedule": 30.0},
    "send-forgotten-letters": {"task": "notifications.sweep", "schedule": 30.0},
    "make-digests": {"task": "notifications.make_digests", "schedule": 300.0},
    "sign-heads": {"task": "events.sign_heads", "schedule": 3600.0},  # once a day, whenever up
    "release-expired-leases": {"task": "reviews.release_expired", "schedule": 60.0},
    "go-on-with-trials": {"task": "reviews.go_on_with_trials", "schedule": 300.0},
    "open-policy-tasks": {"task": "reviews.open_policy_tasks", "schedule": 86_400.0},
    "end-quality-reviews": {"task": "reviews.end_quality_reviews", "schedule": 3600.0},
    "send-held-decisions": {"task": "reviews.send_held", "schedule": 10.0},
    "warn-of-vendors": {"task": "reviews.warn_of_vendors", "schedule": 3600.0},
    "tell-wellbeing-contacts": {"task": "reviews.tell_contacts", "schedule": 300.0},
    "forget-exposure": {"task": "reviews.forget_exposure", "schedule": 86_400.0},
    "release-leases-of-absent": {"task": "reviews.release_absent", "schedule": 60.0},
    "clear-tokens": {"task": "accounts.clear_tokens", "schedule": 3600.0},
    "forget-answers": {"task": "accounts.forget_answers", "schedule": 3600.0},
    "expire-approvals": {"task": "applications.expire_approvals", "schedule": 300.0},
    "remind-of-ends": {"task": "applications.remind_of_ends", "schedule": 3600.0},
    "look-at-forgotten-files": {"task": "applications.look_at_files", "schedule": 30.0},
    "purge-deleted-drafts": {"task": "applications.purge_drafts", "schedule": 3600.0},
    "remove-orphaned-files": {"task": "applications.remove_orphans", "schedule": 86_400.0},
}

# --- REST -----------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.authentication.TokenAuthentication",
        "accounts.authentication.ProgramAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": [
        "rest_framework.permissions.IsAuthenticated",
        "accounts.authentication.HasScope",
    ],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["common.api.JSONParser"],
    "DEFAULT_PAGINATION_CLASS": "common.api.CursorPagination",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "common.api.problem",
    "UNICODE_JSON": False,  # ASCII: half a surrogate pair that was sent can be named in the answer
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Gatehouse",
    "VERSION": "1",
    "DESCRIPTION": "How to use it, with a whole job step by step: docs/api.md in the source.",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SWAGGER_UI_SETTINGS": {  # what keeps the page free of links in buttons and of faint colours
        "deepLinking": False,
        "defaultModelsExpandDepth": -1,
        "syntaxHighlight": False,
    },
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_PATCH": False,
    "ENUM_NAME_OVERRIDES": {
        "ApplicationKind": "applications.states.Kind",
        "QueueItemKind": "reviews.models.items.ItemKind",
        "ApplicationStatus": "applications.states.Status",
        "Tier": "applications.serializers.assessment.TIER_NAMES",
        "KeyState": ["active", "suspended", "expired", "revoked"],
        "GrantedTier": ["low", "medium", "high"],
        "ApprovalStatus": "applications.states.ApprovalStatus",
        "DecisionOutcome": "applications.models.decision.Outcome",
        "NotificationMode": "notifications.groups.Mode",
        "AppealOutcome": ["upheld", "overturned", "withdrawn"],
    },
    "PREPROCESSING_HOOKS": ["portal.api_urls.documented"],
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "common.openapi.describe_problems",
    ],
}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
}

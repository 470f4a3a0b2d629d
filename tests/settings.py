"""The settings of the tests: real PostgreSQL and Valkey, everything slow or outward turned off."""

import os
from datetime import timedelta

from portal.embedded import environment, throwaway

os.environ["GATEHOUSE_MODE"] = "test"
os.environ.setdefault("SECRET_KEY", "tests-only-" + "0123456789abcdef" * 4)
os.environ.setdefault("KEY_PEPPERS", "1=" + "0123456789abcdef" * 4)
os.environ.setdefault("ANSWER_KEYS", "dGVzdHMtb25seS10ZXN0cy1vbmx5LXRlc3RzLW9ubHk=")
os.environ.setdefault("IDP_OIDC_PRIVATE_KEY", environment.SECRETS["IDP_OIDC_PRIVATE_KEY"]())
os.environ.setdefault("SITE_URL", "http://testserver")
throwaway.ensure()

from portal.settings import *  # noqa: E402, F403 -- after the environment it reads
from portal.settings import CACHES, DATABASES, REDIS_URL, STORAGES  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = False
SECURE_HSTS_SECONDS = 0
QUALITY_RATES = dict.fromkeys(("low", "medium", "high", "prohibited"), 0)  # no draw by chance
UNDO_WINDOW = timedelta(0)  # tests/reviews/test_undo.py opens it
STAFF_MFA_REQUIRED = False  # tests/accounts turn it on
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = True
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
DATABASES["default"]["CONN_MAX_AGE"] = 0

# Each xdist worker has a Redis database of its own, as it has one of PostgreSQL's.
_worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw-1")[2:]) + 1
REDIS_URL = f"{REDIS_URL.removesuffix('/0')}/{_worker}"
CACHES["default"]["LOCATION"] = CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_ALWAYS_EAGER = CELERY_TASK_EAGER_PROPAGATES = True

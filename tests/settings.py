"""Settings of the test run: the same as everywhere, with quick passwords and a part of the broker of its own."""

import os
import re
import tempfile
import zlib

from config.settings import *  # noqa: F403
from config.settings import CACHES, CELERY_BROKER_URL, DATABASES, INSTALLED_APPS, MIDDLEWARE, REDIS_URL, STORAGES

# Several runs may share one pair of engines: each has its own database and its own numbered part of the broker.
BROKER_PART = (
    1 + zlib.crc32(f"{DATABASES['default']['TEST']['NAME']} {os.getenv('PYTEST_XDIST_WORKER')}".encode()) % 500
)


def in_our_part(address: str) -> str:
    """The same broker, at the part that belongs to this run."""
    return re.sub(r"(db=|virtual_host=|:\d+/)\d+$", rf"\g<1>{BROKER_PART}", address)


REDIS_URL = in_our_part(REDIS_URL)
CELERY_BROKER_URL = in_our_part(CELERY_BROKER_URL)
CACHES = {"default": {**CACHES["default"], "LOCATION": REDIS_URL}}

INSTALLED_APPS = [*INSTALLED_APPS, "zeal"]  # fails a page that queries row by row
MIDDLEWARE = ["zeal.middleware.zeal_middleware", *MIDDLEWARE]
ZEAL_RAISE = True

SECURE_SSL_REDIRECT = False
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
DOCUMENTS = tempfile.mkdtemp(prefix="quarterday-documents-")
STORAGES = {
    **STORAGES,
    "documents": {**STORAGES["documents"], "OPTIONS": {**STORAGES["documents"]["OPTIONS"], "location": DOCUMENTS}},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

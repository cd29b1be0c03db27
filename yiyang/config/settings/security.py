"""Secrets, cookies and limits. Secrets live in a key file, never in the code or the environment's log."""

import os

from yiyang.access.vault import read_key_file
from yiyang.config.settings.paths import YIYANG_HOME

KEY_FILE = os.environ.get("YIYANG_KEY_FILE", str(YIYANG_HOME / "keys.json"))
KEYS = read_key_file(KEY_FILE)
SECRET_KEY = KEYS.web_secret
DEBUG = False
ALLOWED_HOSTS = os.environ.get("YIYANG_HOSTS", "127.0.0.1,localhost,[::1],testserver").split(",")

AUTH_USER_MODEL = "access.Account"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

SECURE_COOKIES = os.environ.get("YIYANG_HTTPS", "") == "1"
SESSION_COOKIE_SECURE = SECURE_COOKIES
CSRF_COOKIE_SECURE = SECURE_COOKIES
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "yiyang.ui.errors.forbidden"

UPLOAD_LIMIT_BYTES = 50 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("YIYANG_LOG_LEVEL", "WARNING")},
}
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]

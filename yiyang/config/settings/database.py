"""The database: an embedded SQLite file by default, PostgreSQL by `YIYANG_DATABASE_URL`."""

import os
from urllib.parse import unquote, urlsplit

from yiyang.config.settings.paths import YIYANG_HOME

SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL;"
    "PRAGMA synchronous=FULL;"
    "PRAGMA foreign_keys=ON;"
    "PRAGMA cache_size=-65536;"
    "PRAGMA temp_store=MEMORY;"
)


def read_database_url(url: str) -> dict:
    """Turn `sqlite:///path` or `postgresql://user:password@host:port/name` into Django's dict.

    Raises ValueError for any other scheme.
    """
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        path = unquote(parts.path.removeprefix("/"))
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": path,
            # Snapshots read the file from outside, so tests need a file as well.
            "TEST": {"NAME": f"{path}.test"},
            "OPTIONS": {"init_command": SQLITE_PRAGMAS, "transaction_mode": "IMMEDIATE", "timeout": 20},
        }
    if parts.scheme == "postgresql":
        options: dict = {"options": "-c lock_timeout=3s -c idle_in_transaction_session_timeout=30s"}
        if os.environ.get("YIYANG_POOL"):
            options["pool"] = {"min_size": 1, "max_size": int(os.environ["YIYANG_POOL"]), "timeout": 10}
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": parts.path.removeprefix("/"),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(parts.hostname or ""),
            "PORT": str(parts.port or ""),
            "OPTIONS": options,
        }
    raise ValueError(f"YIYANG_DATABASE_URL must begin with sqlite:/// or postgresql://, not {parts.scheme!r}")


DATABASES = {
    "default": read_database_url(
        os.environ.get("YIYANG_DATABASE_URL", f"sqlite:///{YIYANG_HOME / 'yiyang.sqlite3'}")
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

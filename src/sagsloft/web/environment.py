"""What the machine around the program tells it, in environment variables. A bad value stops the start by its name."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

__all__ = ["MailServer", "database", "flag", "kept_secret", "mail_server", "names", "number", "text"]

SECRET_LENGTH = 50
STARTTLS, SMTPS = 587, 465


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """`tls_from_the_start`: it does not begin with STARTTLS."""

    backend: str = "django.core.mail.backends.console.EmailBackend"
    host: str = "localhost"
    port: int = STARTTLS
    tls_from_the_start: bool = False
    user: str = ""
    password: str = field(default="", repr=False)


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, default).strip()


def flag(name: str, *, default: bool = False) -> bool:
    """`1` or `0`; anything else is a mistake, and none that may pass as "no"."""
    match text(name):
        case "":
            return default
        case "1":
            return True
        case "0":
            return False
    raise ImproperlyConfigured(f"{name} is 1 or 0.")


def number(name: str, default: int) -> int:
    value = text(name, str(default))
    if not value.isdecimal():
        raise ImproperlyConfigured(f"{name} is a whole number.")
    return int(value)


def names(name: str, default: str) -> list[str]:
    """`a, b`, as a list."""
    return [each for each in (part.strip() for part in text(name, default).split(",")) if each]


def kept_secret(name: str, file: Path | None) -> str:
    """The secret of that name; where there is none, `file` keeps an invented one. Without a file it must be given."""
    given = text(name)
    if not given and file is not None:
        return _invented(file)
    if len(given) < SECRET_LENGTH:
        raise ImproperlyConfigured(f"{name} is missing, or shorter than {SECRET_LENGTH} characters.")
    return given


def database(url: str, file: Path) -> Mapping[str, Any]:
    """Django's settings for `postgres://user:password@host:port/name`; without a URL, SQLite in that file."""
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": file,
            "OPTIONS": {
                # One writer at a time, who waits for the turn instead of failing; readers see the state before it.
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
            },
        }
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/") or not _is_port(parts):
        raise ImproperlyConfigured("DATABASE_URL is postgres://user:password@host:port/name.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": parts.port or "",
        # The disks of today find any row as fast as the next. PostgreSQL takes it that they spin, and would rather read
        # a whole municipality than find its waiting obligations by their index. And where many ask for little at once,
        # a question that takes several cores only lets the others wait.
        "OPTIONS": {"options": "-c random_page_cost=1.1 -c max_parallel_workers_per_gather=0"},
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def mail_server(url: str) -> MailServer:
    """`smtp://user:password@host:587` (STARTTLS) or `smtps://…`; without a URL, mail is shown on the console."""
    if not url:
        return MailServer()
    parts = urlsplit(url)
    is_smtps = parts.scheme == "smtps"
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname or not _is_port(parts):
        raise ImproperlyConfigured("SAGSLOFT_SMTP is smtp://user:password@host:port or smtps://….")
    return MailServer(
        backend="django.core.mail.backends.smtp.EmailBackend",
        host=parts.hostname,
        port=parts.port or (SMTPS if is_smtps else STARTTLS),
        tls_from_the_start=is_smtps,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )


def _is_port(parts: SplitResult) -> bool:
    """Or none is said."""
    try:
        return parts.port is None or parts.port > 0
    except ValueError:
        return False


def _invented(file: Path) -> str:
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as kept:
            kept.write(os.urandom(32).hex())
    return file.read_text("ascii")

"""Processes of their own that work on the database of the test."""

import os
from pathlib import Path

from django.db import connection

__all__ = ["surroundings"]


def surroundings(folder: Path) -> dict[str, str]:
    """The environment in which another process finds the test's database; its own files go into `folder`."""
    named = connection.settings_dict
    address = ""
    if connection.vendor == "postgresql":
        address = f"postgres://{named['USER']}@{named['HOST']}:{named['PORT']}/{named['NAME']}"
    else:
        (folder / "sagsloft.sqlite3").symlink_to(named["NAME"])
    return os.environ | {"DATABASE_URL": address, "SAGSLOFT_DATA": str(folder)}

"""The machine and the versions that figures were measured with."""

import os
import platform
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path

__all__ = ["described"]

GIB = 2**30


def described(packages: Sequence[str]) -> list[tuple[str, str]]:
    """What and how much, for a table. A package that is not installed is left out."""
    return [
        ("processor", _processor()),
        ("cores", str(len(os.sched_getaffinity(0)))),
        ("memory", f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / GIB:.0f} GiB"),
        ("system", f"{platform.freedesktop_os_release()['PRETTY_NAME']}, Linux {platform.release()}"),
        ("Python", platform.python_version()),
        *((package, version) for package in packages if (version := _version(package))),
    ]


def _processor() -> str:
    """As Linux names it, with its model number, since the name alone can be vague."""
    lines = (line.partition(":") for line in Path("/proc/cpuinfo").read_text("utf-8").splitlines())
    facts = {name.strip(): value.strip() for name, _, value in lines}
    model = f" (family {facts['cpu family']}, model {facts['model']})" if "cpu family" in facts else ""
    return facts.get("model name", platform.machine()) + model


def _version(package: str) -> str | None:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None

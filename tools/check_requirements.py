"""Is requirements.txt in step with pyproject.toml? Every dependency is pinned within its range, and nothing else is.

Run it with the Python of the environment that was made from requirements.txt.
"""

import sys
import tomllib
from importlib.metadata import distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent


def wanted() -> list[Requirement]:
    """What pyproject.toml asks for, in the product and in development."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return [Requirement(line) for line in (*project["dependencies"], *project["optional-dependencies"]["dev"])]


def pinned() -> dict[str, str]:
    """Name → exact version in requirements.txt."""
    lines = (line.split("#")[0].strip() for line in (ROOT / "requirements.txt").read_text("utf-8").splitlines())
    pairs = (line.split("==") for line in lines if line)
    return {canonicalize_name(name): version for name, version in pairs}


def needed(requirements: list[Requirement]) -> set[str]:
    """The names of these requirements, and of all that they need in turn, for the extras that are asked for."""
    seen: set[tuple[str, str]] = set()
    waiting = [(each, extra) for each in requirements for extra in ("", *each.extras)]
    while waiting:
        requirement, extra = waiting.pop()
        name = canonicalize_name(requirement.name)
        if (name, extra) in seen:
            continue
        seen.add((name, extra))
        further = (Requirement(line) for line in distribution(name).requires or [])
        waiting += [
            (each, theirs)
            for each in further
            if each.marker is None or each.marker.evaluate({"extra": extra})
            for theirs in ("", *each.extras)
        ]
    return {name for name, _ in seen}


def problems() -> list[str]:
    versions = pinned()
    asked = wanted()
    outside = [
        f"{each.name} {versions.get(canonicalize_name(each.name), 'is missing')}: pyproject.toml asks for {each}"
        for each in asked
        if versions.get(canonicalize_name(each.name)) is None
        or not each.specifier.contains(versions[canonicalize_name(each.name)])
    ]
    names = needed(asked)
    unpinned = [f"{name}: needed, but not pinned" for name in sorted(names - versions.keys())]
    unneeded = [f"{name}: pinned, but nothing needs it" for name in sorted(versions.keys() - names)]
    return outside + unpinned + unneeded


if __name__ == "__main__":
    found = problems()
    print("\n".join(found) or "requirements.txt is in step with pyproject.toml")
    sys.exit(bool(found))

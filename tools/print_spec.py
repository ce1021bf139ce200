"""Print docs/spec, a manual for lawyers and caseworkers, from the examples in tests/spec.

`python tools/print_spec.py` writes the pages. With `--check` it writes nothing, names the pages that are stale, and
exits with 1 where there are any.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MANUAL = ROOT / "docs" / "spec"
sys.path.insert(0, str(ROOT / "tests"))

from spec.manual import pages  # noqa: E402 (the path comes first)


def stale_pages(printed: dict[Path, str]) -> list[Path]:
    """Pages that differ from what is printed, are missing, or are printed no more."""
    standing = {page: page.read_text("utf-8") for page in MANUAL.rglob("*") if page.is_file()}
    return sorted(page for page in printed.keys() | standing.keys() if printed.get(page) != standing.get(page))


def write(printed: dict[Path, str], stale: list[Path]) -> None:
    for page in stale:
        if page in printed:
            page.parent.mkdir(parents=True, exist_ok=True)
            page.write_text(printed[page], encoding="utf-8", newline="\n")
        else:
            page.unlink()


def main(arguments: list[str]) -> int:
    if arguments not in ([], ["--check"]):
        print("usage: python tools/print_spec.py [--check]", file=sys.stderr)
        return 2
    printed = {MANUAL / name: text for name, text in pages()}
    stale = stale_pages(printed)
    if not arguments:
        write(printed, stale)
        return 0
    for page in stale:
        print(f"stale: {page.relative_to(ROOT)} (python tools/print_spec.py prints it anew)", file=sys.stderr)
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

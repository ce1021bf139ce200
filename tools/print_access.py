"""Print docs/adgang.md, who may open which page, from the access table in the code.

`python tools/print_access.py` writes it. With `--check` it writes nothing, and exits with 1 where the page is stale.
"""

import os
import sys
from pathlib import Path

import django

os.environ.update(DJANGO_SETTINGS_MODULE="sagsloft.web.settings", SAGSLOFT_SECRET_KEY="of no use to anyone: " * 3)
django.setup()

from sagsloft.messages import Language  # noqa: E402 (the settings come first)
from sagsloft.web.accounts.access_page import page  # noqa: E402

FILE = Path(__file__).resolve().parent.parent / "docs" / "adgang.md"


def main(arguments: list[str]) -> int:
    if arguments not in ([], ["--check"]):
        print("usage: python tools/print_access.py [--check]", file=sys.stderr)
        return 2
    printed = page(Language.DANISH)
    if not arguments:
        FILE.write_text(printed, encoding="utf-8", newline="\n")
    elif not FILE.exists() or FILE.read_text("utf-8") != printed:
        print("stale: docs/adgang.md (python tools/print_access.py prints it anew)", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

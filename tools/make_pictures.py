"""Make the pictures of docs/guide from a course on invented data: `python tools/make_pictures.py FOLDER`.

FOLDER is what `sagsloft demo --course --out FOLDER` has made. It takes Chromium, poppler (pdftoppm) and LibreOffice.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

PICTURES = Path(__file__).resolve().parent.parent / "docs" / "guide" / "pictures"
WIDTH, HEIGHT = 1280, 900
DOTS = "60"
"""An inch: a page is some 500 pixels wide."""
PAGES = {"analyse": ("rapport-1/analyse.pdf", 3), "status": ("rapport-2/status.pdf", 3)}
FORM, FORM_PAGE = "udfyldt-1/1-review.xlsx", 5


def main(arguments: list[str]) -> int:
    if len(arguments) != 1 or not Path(arguments[0], "rapport-2").is_dir():
        print("usage: python tools/make_pictures.py FOLDER (made by sagsloft demo --course)", file=sys.stderr)
        return 2
    course = Path(arguments[0]).resolve()
    PICTURES.mkdir(parents=True, exist_ok=True)
    for name, (file, page) in PAGES.items():
        of_page(course / file, page, PICTURES / name)
    with tempfile.TemporaryDirectory() as folder:
        office = ["soffice", "--headless", "--convert-to", "pdf", "--outdir", folder, str(course / FORM)]
        subprocess.run(office, check=True, capture_output=True)
        of_page(Path(folder, Path(FORM).stem + ".pdf"), FORM_PAGE, PICTURES / "form")
    of_screen(course / "kontrol-2" / "report.html", PICTURES / "check.png")
    return 0


def of_page(document: Path, page: int, picture: Path) -> None:
    one = ["-png", "-r", DOTS, "-f", str(page), "-l", str(page), "-singlefile"]
    subprocess.run(["pdftoppm", *one, str(document), str(picture)], check=True)


def of_screen(page: Path, picture: Path) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        tab = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        tab.goto(page.as_uri())
        tab.screenshot(path=picture)
        browser.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""From folders to a rulebook."""

from pathlib import Path

from sagsloft.rulebook.book import Rulebook
from sagsloft.rulebook.country import check_same_country, read_calendar, read_country
from sagsloft.rulebook.folders import ACTIVITIES, COUNTRY, HOLIDAYS, content_hash, open_folders
from sagsloft.rulebook.rule_files import collect_rule_files, read_rule
from sagsloft.rulebook.vocabulary import read_vocabulary

__all__ = ["load"]


def load(*folders: str | Path) -> Rulebook:
    """Read a base, which is a whole country's rulebook, and the overlays that add to it, in that order.

    The base is the first folder if that holds a `rulebook.toml`, else the Danish one. An overlay adds activities and
    rules and may replace a standard; to a law it can only add further versions, marked `municipal`. Raises
    `UserError` at the first thing that is not in the format.
    """
    base, *overlays = opened = open_folders([Path(folder) for folder in folders])
    country = read_country(base.table(COUNTRY))
    for overlay in overlays:
        if COUNTRY in overlay:
            check_same_country(overlay.table(COUNTRY), country)
    calendar = read_calendar(base.table(HOLIDAYS), country.timezone)
    vocabulary = read_vocabulary(folder.table(ACTIVITIES) for folder in opened if ACTIVITIES in folder)
    files = collect_rule_files(opened)
    return Rulebook(
        name=country.name,
        country=country.code,
        calendar=calendar,
        activities=vocabulary,
        rules=tuple(read_rule(files[rule_id], vocabulary, calendar) for rule_id in sorted(files)),
        hash=content_hash(opened),
        note=country.note,
        switched_off=frozenset(rule_id for rule_id, file in files.items() if file.is_switched_off),
    )

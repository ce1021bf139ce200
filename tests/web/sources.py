"""Small exports of the invented municipality, as files."""

from collections.abc import Sequence
from pathlib import Path

from sagsloft.pipeline.question import Question

__all__ = ["HEAD", "export", "row"]

HEAD = "case_id,activity,occurred_at,matter_id,caseworker,team"
INVENTED = '[source]\nname = "{name}"\ninvented = {invented}\ncovers = ["underretning_vurderet"]\n'


def row(
    case: str, activity: str, at: str, matter: str = "u-1", caseworker: str = "anna", team: str = "Team Nord"
) -> str:
    return f"{case},{activity},{at},{matter},{caseworker},{team}"


def export(
    folder: Path, rows: Sequence[str], *, head: str = HEAD, name: str = "Systemet", invented: bool = True
) -> Question:
    """A CSV file with these rows, and a mapping that says whether they are made up."""
    file, mapping = folder / "events.csv", folder / "mapping.toml"
    file.write_text("\n".join([head, *rows]) + "\n", "utf-8")
    mapping.write_text(INVENTED.format(name=name, invented=str(invented).lower()), "utf-8")
    return Question(events=(file,), mappings=(mapping,))

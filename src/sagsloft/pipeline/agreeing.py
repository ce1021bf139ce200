"""Do the readers of a round agree?"""

from dataclasses import asdict
from pathlib import Path

from sagsloft import __version__
from sagsloft.core.agreement import Agreement, Readings, agreement
from sagsloft.core.forms import FormKind
from sagsloft.pipeline.review_state import RoundState, load_state
from sagsloft.render.files import together, write_json

__all__ = ["AGREEMENT", "agree", "readings_of", "write_agreement"]

AGREEMENT = "agreement.json"


def agree(folder: Path, seed: int) -> tuple[RoundState, Agreement]:
    """The round and its agreement as it is now. `seed`: of the intervals. Raises UserError where it cannot be read."""
    state = load_state(folder)
    return state, agreement(readings_of(state), seed)


def write_agreement(found: Agreement, state: RoundState, seed: int, folder: Path) -> None:
    """agreement.json in a folder: all figures, and what they were made from."""
    content = {
        "software": {"name": "sagsloft", "version": __version__},
        "round": state.plan.round_id,
        "protocol": {"id": state.plan.protocol.id, "version": state.plan.protocol.version},
        "seed": seed,
        "agreement": asdict(found),
    }
    with together(folder) as hidden:
        write_json(content, hidden / AGREEMENT)


def readings_of(state: RoundState) -> Readings:
    """Of the first forms alone: what a reader changed when the events' answers were seen is no blind answer."""
    return Readings(
        protocol=state.plan.protocol,
        by_reader={
            each.name: {review.case_id: review for review in state.kept(each.name, FormKind.REVIEW)}
            for each in state.plan.reviewers
        },
        order=state.plan.sheets,
        leaders=frozenset(each.name for each in state.plan.reviewers if each.is_leader),
        known=state.plan.calibration,
        events=state.events,
    )

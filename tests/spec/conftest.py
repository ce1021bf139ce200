"""The one fixture of the chapters."""

from collections.abc import Callable
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest

from .drawn import side_by_side
from .example import Example, judge


@pytest.fixture
def spec(tmp_path: Path) -> Callable[..., None]:
    """`spec(log, rule=…, as_of=…, expected=…)`: the engine finds exactly the obligations that are drawn.

    The other options are those of `Example`.
    """

    def holds(log: str, **question: Any) -> None:
        example = Example(log, **question)
        judged = judge(example, Path(mkdtemp(dir=tmp_path)))
        expected, found = side_by_side(example.answer, judged.drawn_as(example.answer.columns))
        assert found == expected, f"expected:\n{expected}\n\nfound:\n{found}"

    return holds

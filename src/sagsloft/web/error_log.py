"""Errors as the machine's log may know them: where they happened, but never what was in the hands of the program."""

import logging
import traceback
from types import TracebackType

__all__ = ["Reticent"]

ErrorInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class Reticent(logging.Formatter):
    """An exception as its kinds and places, and an address as its pattern.

    Left out is the text of an exception, for a database tells the row that it refused; and what stands in an address,
    for the links of invitations are keys.
    """

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - the name is that of `logging`
        request = getattr(record, "request", None)
        if request is not None:
            match = getattr(request, "resolver_match", None)
            page = f"/{match.route}" if match else "an address that is not there"
            record.message = f"{getattr(record, 'status_code', '')} {request.method} {page}"
        return super().formatMessage(record)

    def formatException(self, ei: ErrorInfo) -> str:  # noqa: N802 - the name is that of `logging`
        lines: list[str] = []
        error = ei[1]
        while error is not None:
            frames = traceback.extract_tb(error.__traceback__)
            lines += [f"  {frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
            lines.append(f"{type(error).__module__}.{type(error).__qualname__}")
            error = error.__cause__ or error.__context__
        return "\n".join(lines)

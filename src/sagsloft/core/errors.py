"""The user's mistakes, as ids and values; `messages` turns them into a sentence in the user's language."""

__all__ = ["MessageId", "UserError"]


class MessageId(str):
    """A value that is itself a sentence, by its id, to be said in the same language."""

    __slots__ = ()


class UserError(Exception):
    """A mistake that the user can mend: one sentence, nothing written, exit code 2.

    `message_id` names a sentence in `sagsloft.messages`; `values` fill its blanks. The values are shown to the
    user, so they may never hold a case id or any other text out of a case.
    """

    def __init__(self, message_id: str, **values: object) -> None:
        super().__init__(message_id, values)
        self.message_id = message_id
        self.values = values

    def __str__(self) -> str:
        details = ", ".join(f"{name}={value}" for name, value in self.values.items())
        return f"{self.message_id}: {details}" if details else self.message_id

"""What people want to say to the caller in the agent's place, until it is said.

A part of the floor, which asks for the next one when nothing is in its way. Kept in memory only:
each is a message of the conversation already, and kept.py finds those again that a restart cost. Of
many that wait the oldest are given up: whoever wrote on since said last what counts.
"""

from typing import NamedTuple

MOST = 20


class Interjection(NamedTuple):
    """A person's words."""

    #: Of the message they are.
    message_id: str
    text: str


class Interjections:
    def __init__(self) -> None:
        self._waiting: list[Interjection] = []  # the oldest first
        self._begun: Interjection | None = None

    def __bool__(self) -> bool:
        """Whether any waits."""
        return bool(self._waiting)

    def add(self, interjection: Interjection) -> None:
        self._waiting = [*self._waiting, interjection][-MOST:]

    def begin(self) -> Interjection:
        """The next one; it doesn't wait any more."""
        self._begun = self._waiting.pop(0)
        return self._begun

    def put_back(self) -> None:
        """Nothing was heard of the one that was begun last."""
        assert self._begun is not None, "nothing was begun"
        if len(self._waiting) < MOST:
            self._waiting.insert(0, self._begun)

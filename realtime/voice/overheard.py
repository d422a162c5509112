"""Turns that nobody answers: only what their agents hear the user say is wanted.

A part of the floor, which hands over a turn's reply when the agent is to be silent, or the client
is gone. What the user says isn't lost for that: the agent's recognition goes on, its words are told
and kept, and then it is let go, before it decides, acts or remembers anything. Nothing that is
heard or awaited is here.
"""

from realtime.agents import base as agents
from realtime.voice.commands import DropTurn, Output
from realtime.voice.reply import Reply
from state.errors import ServiceError

#: Turns in a row that agents may still be at work on; the oldest is given up.
_MOST = 3


class Overheard:
    """The muted replies, aside from the floor."""

    def __init__(self) -> None:
        self._replies: list[Reply] = []  # the oldest first

    def find(self, turn: int) -> Reply | None:
        return next((each for each in self._replies if each.turn == turn), None)

    def add(self, reply: Reply, *, now: float) -> list[Output]:
        """A muted one."""
        self._replies.append(reply)
        return self._replies.pop(0).drop(now=now) if len(self._replies) > _MOST else []

    def take_over(self, reply: Reply, *, now: float) -> list[Output]:
        """Of this one the words are wanted still, if they aren't known; it ends, if they are."""
        if reply.is_muted:
            return self.add(reply, now=now)
        if not (reply.is_unheard and reply.is_pending):
            return reply.drop(now=now)
        waiting = reply.mute()
        outputs = self.add(reply, now=now)
        for said in waiting:
            outputs += self.take(reply, said, now=now)
        return outputs

    def take(
        self, reply: Reply, said: agents.AnswerEvent | ServiceError, *, now: float
    ) -> list[Output]:
        """The agent's next event for a muted reply."""
        if not reply.is_pending:
            return []
        outputs = reply.take(said, now=now)
        if reply.is_pending:
            return outputs
        if reply in self._replies:
            self._replies.remove(reply)
        is_over = isinstance(said, agents.TurnDone | ServiceError)
        return outputs if is_over else [*outputs, DropTurn(reply.turn)]

    def clear(self, *, now: float) -> list[Output]:
        """They are given up."""
        replies, self._replies = self._replies, []
        return [output for each in replies for output in each.drop(now=now)]

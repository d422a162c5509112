"""Who has the floor: the reply that the user hears or waits for, and a turn that may take it.

A part of the voice session's core. Turns are numbered, and each is answered by a Reply. A voice
that breaks into a reply opens a turn that may be a mere noise: while that is in doubt the reply is
held and the new turn is a *candidate*. Its agent understanding anything, enough voice or a command
give it the floor; quiet lets the held reply go on. Whatever an agent says for any other turn comes
too late and is dropped here, in one place.

    reply      candidate   what goes on
    none       none        nothing
    alive      none        the user waits or listens
    held       listening   a sound is heard, or its agent is at work: speech or noise?
    held       none        its agent understood nothing; quiet is waited for
    alive      at work     it was a noise so far, but its agent may yet understand something
    over       at work     the same, and the reply has ended meanwhile

A sound after a sound is one more candidate: a cough mustn't cost the word said before it.
"""

from collections.abc import Callable

from realtime.agents import base as agents
from realtime.voice.commands import AskAgent, DropTurn, Keep, Output
from realtime.voice.doubt import Doubt
from realtime.voice.reply import Reply
from realtime.voice.settings import VoiceSettings, frames_of
from state.errors import ServiceError

#: Sounds in a row that agents may still be at work on; the oldest is given up.
_MOST = 3


class Floor:
    """After each call, perform what it returned, then ask next_deadline()."""

    def __init__(self, settings: VoiceSettings, *, turn: int) -> None:
        self._settings = settings
        self.turn = turn
        """The latest turn's number."""
        self._reply: Reply | None = None
        self._candidates: list[Reply] = []  # the oldest first
        # Of the sound of each turn that broke in, how many frames were active.
        self._heard: dict[int, int] = {}
        self._doubt: Doubt | None = None  # while the reply is held

    @property
    def is_speaking(self) -> bool:
        """Whether the user hears a reply."""
        return self._reply is not None and self._reply.is_speaking

    @property
    def _is_alive(self) -> bool:
        return self._reply is not None and self._reply.is_alive

    @property
    def in_doubt(self) -> bool:
        """Whether a reply is held for what may be a noise."""
        return self._doubt is not None

    @property
    def latest(self) -> Reply | None:
        """The latest turn's, unless it was a noise."""
        return self.reply_to(self.turn)

    def reply_to(self, turn: int) -> Reply | None:
        """The reply to `turn`, if what is said for it still counts."""
        if self._reply is not None and self._reply.turn == turn:
            return self._reply
        return next((each for each in self._candidates if each.turn == turn), None)

    # The user

    def take(self, text: str | None, *, now: float) -> list[Output]:
        """A turn takes the place of whatever there was."""
        outputs = self.clear(now=now)
        self._reply = self._next_reply()
        typed = [] if text is None else [Keep(self.turn, "user", text)]
        return [*outputs, *typed, AskAgent(self.turn, text)]

    def break_in(self, active: int, *, now: float) -> list[Output]:
        """Somebody may have begun to speak: `active` frames of it were heard until now."""
        while self._candidates and not self._is_alive:
            self._reply = self._candidates.pop(0)
        if self._reply is None or not self._is_alive:
            return self.take(None, now=now)
        held = self._reply.hold(now=now)
        if self._doubt is None:
            self._doubt = Doubt(self._settings, now=now)
        self._doubt.hear_at(now)
        dropped = _drop(self._candidates.pop(0), now) if len(self._candidates) == _MOST else []
        self._candidates.append(self._next_reply())
        self._heard[self.turn] = active
        return [*held, *dropped, AskAgent(self.turn, None)]

    def weigh(self, heard_at: float, hears_speech: Callable[[], bool]) -> bool:
        """One more active frame of the sound in doubt; whether it is speech by now."""
        assert self._doubt is not None, "nothing is in doubt"
        self._doubt.hear_at(heard_at)
        self._heard[self.turn] += 1
        return self._doubt.is_speech(self._heard[self.turn], hears_speech)

    def believe(self, *, now: float) -> list[Output]:
        """The latest candidate, if there is one, is the turn to answer."""
        return self._believe(self._candidates[-1], now) if self._candidates else []

    def _believe(self, candidate: Reply, now: float) -> list[Output]:
        at = self._candidates.index(candidate)
        replaced = [self._reply, *self._candidates[:at]]
        self._reply, self._candidates = candidate, self._candidates[at + 1 :]
        if not self._candidates:
            self._doubt = None
        elif self._doubt is not None:
            candidate.hold(now=now)  # before its first word: a sound after it is still in doubt
        return [output for each in replaced for output in _drop(each, now)]

    def clear(self, *, now: float) -> list[Output]:
        """No reply, no answer."""
        replies, self._candidates = [self._reply, *self._candidates], []
        self._reply = self._doubt = None
        self._heard.clear()
        return [output for each in replies for output in _drop(each, now)]

    # The agent

    def answer(
        self, turn: int, said: agents.AnswerEvent | ServiceError, *, now: float
    ) -> list[Output]:
        """The agent's next event for `turn`, or why it broke off."""
        reply = self.reply_to(turn)
        if reply is None:
            return []
        settled = self._settle(reply, said, now) if reply is not self._reply else []
        return [*settled, *reply.take(said, now=now)]

    def _settle(
        self, candidate: Reply, said: agents.AnswerEvent | ServiceError, now: float
    ) -> list[Output]:
        match said:
            case agents.Transcript(final=False):
                return []
            case agents.TurnDone() | ServiceError():
                # Nothing understood, or nobody to understand it, is no reason to end a reply.
                self._candidates.remove(candidate)
                return []
            case agents.Intent(name=agents.NO_MATCH) if self._is_short(candidate):
                # Not understood, and too short to be a pity: a horn, a dog.
                self._candidates.remove(candidate)
                return _drop(candidate, now)
            case _:
                return self._believe(candidate, now)

    def _is_short(self, candidate: Reply) -> bool:
        return self._heard.get(candidate.turn, 0) < frames_of(self._settings.refused_ms)

    # Time

    @property
    def noise_at(self) -> float | None:
        """When the sound in doubt was a noise, unless more of it is heard before."""
        return None if self._doubt is None else self._doubt.deadline

    def next_deadline(self) -> float | None:
        """When play() or (at noise_at) dismiss() is to be called next."""
        playing = None if self._reply is None else self._reply.next_deadline()
        # A held reply plays nothing, so there is never a choice between the two.
        return playing if self._doubt is None else self._doubt.deadline

    def play(self, *, now: float) -> list[Output]:
        """What is due by now."""
        return [] if self._reply is None else [*self._reply.play(now=now)]

    def dismiss(self, *, now: float) -> list[Output]:
        """It was a noise, as far as anybody knows; should the agent yet understand something in
        it, that is answered."""
        assert self._reply is not None and self._doubt is not None, "nothing is in doubt"
        if self._candidates:
            self._candidates[-1].wait_since(self._doubt.heard_at, after="speech")
        self._doubt = None
        return [*self._reply.resume(now=now)]

    def _next_reply(self) -> Reply:
        self.turn += 1
        return Reply(self.turn, self._settings)


def _drop(reply: Reply | None, now: float) -> list[Output]:
    if reply is None:
        return []
    at_work = reply.is_pending
    outputs: list[Output] = [*reply.cut(now=now)]
    return [*outputs, DropTurn(reply.turn)] if at_work else outputs

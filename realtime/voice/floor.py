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

A person may take the agent's place: turn it off, or say something to the caller. What then becomes
of the agent's replies:

    the user speaks, or was heard but   its reply is muted: the words are told, nothing else. It
    nothing of it is known yet          is *overheard*, aside from the floor: nobody waits for it
    anything else of the agent's        cut for good
    a person's words                    go on, until the user breaks in

While the agent is off all turns are overheard, those that break into a person's words (as muted
candidates) too; typed ones have nobody to be given to. Who turns it on again has the next turn
answered. What people say waits here, the oldest first, while a turn is open, while others' words
are heard, while a sound is in doubt, and while the client is away. Of many messages that wait the
oldest are given up: all are in the conversation, and what was said last is what counts.

Who goes in the midst of it has said what was said: turns that aren't recognised yet are overheard.
"""

from collections.abc import Callable

from realtime.agents import base as agents
from realtime.voice import events
from realtime.voice.commands import AskAgent, Keep, Output, Say
from realtime.voice.doubt import Doubt
from realtime.voice.interjections import Interjection, Interjections
from realtime.voice.overheard import Overheard
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
        self.is_ai_active = True
        """Whether the agent answers."""
        self.is_away = False
        """Whether nobody is there to hear anything."""
        self._reply: Reply | None = None  # never a muted one
        self._candidates: list[Reply] = []  # the oldest first
        self._overheard = Overheard()
        self.interjections = Interjections()
        """What people have to say; go_on() begins it."""
        # Of the sound of each turn that broke in, how many frames were active.
        self._heard: dict[int, int] = {}
        self._doubt: Doubt | None = None  # while the reply is held
        self._is_goodbye_over = False  # and only the candidates keep the agent from hanging up

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
        candidate = next((each for each in self._candidates if each.turn == turn), None)
        return candidate or self._overheard.find(turn)

    @property
    def is_thinking(self) -> bool:
        """Whether the user waits for the agent's answer."""
        reply = self._reply
        return reply is not None and reply.role == "assistant" and reply.is_awaited

    @property
    def _is_persons(self) -> bool:
        """Whether a person's words have the floor."""
        return self._reply is not None and self._reply.role == "human" and self._reply.is_alive

    # The user

    def take(self, text: str | None, *, now: float) -> list[Output]:
        """A turn takes the place of whatever there was."""
        outputs = self.clear(now=now)
        reply = self._next_reply(is_spoken=text is None)
        if text is not None:
            outputs.append(Keep(self.turn, "user", text, began=now, ended=now, is_typed=True))
            if not self.is_ai_active:
                return outputs
        if reply.is_muted:
            outputs += self._overheard.add(reply, now=now)
        else:
            self._reply = reply
        return [*outputs, AskAgent(self.turn, text)]

    def greet(self, text: str) -> list[Output]:
        """The agent speaks first. Before any turn."""
        assert self._reply is None, "nothing was said yet"
        self._reply = self._next_reply(is_spoken=False)
        return [Say(self.turn, text)]

    def break_in(self, active: int, *, now: float) -> list[Output]:
        """Somebody may have begun to speak: `active` frames of it were heard until now."""
        promoted = [] if self._is_alive else self._promote(now)
        if self._reply is None or not self._is_alive:
            return promoted + self.take(None, now=now)
        held = promoted + self._reply.hold(now=now)
        if self._doubt is None:
            self._doubt = Doubt(self._settings, now=now)
        self._doubt.hear_at(now)
        dropped = []
        if len(self._candidates) == _MOST:
            dropped = self._candidates.pop(0).drop(now=now)
        self._candidates.append(self._next_reply(is_spoken=True))
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
        outputs = self._replace(self._candidates[:at], now)
        self._candidates = self._candidates[at:]
        outputs += self._promote(now)
        if not self._candidates:
            self._doubt = None
        elif self._doubt is not None and self._reply is not None:
            # Before its first word: a sound after it is still in doubt.
            outputs += self._reply.hold(now=now)
        return outputs

    def _promote(self, now: float) -> list[Output]:
        """The first candidate that the agent answers takes the place of what isn't there."""
        outputs: list[Output] = []
        self._is_goodbye_over = False
        while self._candidates:
            first = self._candidates.pop(0)
            if not first.is_muted:
                self._reply = first
                if first.is_alive:
                    break
            else:
                outputs += self._overheard.add(first, now=now)
        return outputs

    def _replace(self, candidates: list[Reply], now: float) -> list[Output]:
        """Something else takes the place of the reply, and of these."""
        outputs = [] if self._reply is None else self._reply.drop(now=now)
        self._reply, self._is_goodbye_over = None, False
        for each in candidates:
            outputs += self._overheard.add(each, now=now) if each.is_muted else each.drop(now=now)
        return outputs

    def clear(self, *, now: float) -> list[Output]:
        """No reply, no answer. What is overheard is nobody's to end."""
        outputs = self._replace(self._candidates, now)
        self._rest()
        return outputs

    def _rest(self) -> None:
        self._reply = self._doubt = None
        self._is_goodbye_over = False
        self._candidates = []
        self._heard.clear()

    def leave(self, *, now: float) -> list[Output]:
        """The client is gone: nothing is answered, and nothing begins before it is back. What it
        said last is still wanted."""
        self.is_away = True
        interjection = self._reply if self._is_persons else None
        outputs = self._overhear_all(now)
        if interjection is not None and not interjection.was_heard:
            self.interjections.put_back()
        return outputs

    def forget_words(self, *, now: float) -> list[Output]:
        """What is overheard isn't wanted any more."""
        return self._overheard.clear(now=now)

    # People

    def set_ai_active(self, is_active: bool, *, now: float) -> list[Output]:
        """Whether the agent answers, from now on."""
        self.is_ai_active = is_active
        return [] if is_active else self._hush(now)

    def say(self, interjection: Interjection, *, now: float) -> list[Output]:
        """Somebody says this in the agent's place; go_on() begins it when it is its turn."""
        self.interjections.add(interjection)
        return self._hush(now)

    def go_on(self, *, now: float) -> list[Output]:
        """What a person has to say next. Not while a turn is open."""
        if not self.interjections or self.is_away or self.in_doubt or self._is_persons:
            return []
        outputs = self._hush(now)
        message_id, text = self.interjections.begin()
        self._reply = self._next_reply(is_spoken=False, message_id=message_id)
        return [*outputs, Say(self.turn, text)]

    def _hush(self, now: float) -> list[Output]:
        """The agent falls silent; the user's words that it is at work on are still wanted."""
        if self._is_persons:
            for candidate in self._candidates:
                if not self.is_ai_active and not candidate.is_muted:
                    candidate.mute()
            return []
        return self._overhear_all(now)

    def _overhear_all(self, now: float) -> list[Output]:
        replies = [each for each in (self._reply, *self._candidates) if each is not None]
        self._rest()
        outputs: list[Output] = []
        for reply in replies:
            outputs += self._overheard.take_over(reply, now=now)
        return outputs

    # The agent

    def answer(
        self, turn: int, said: agents.AnswerEvent | ServiceError, *, now: float
    ) -> list[Output]:
        """The agent's next event for `turn`, or why it broke off."""
        reply = self.reply_to(turn)
        if reply is None:
            return []
        settled = self._settle(reply, said, now) if reply in self._candidates else []
        if reply.is_muted:
            return settled + self._overheard.take(reply, said, now=now)
        return self._unless_heard_out(settled + reply.take(said, now=now))

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
                return candidate.drop(now=now)
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
        return [] if self._reply is None else self._unless_heard_out(self._reply.play(now=now))

    def _unless_heard_out(self, outputs: list[Output]) -> list[Output]:
        """Nobody hangs up on who may be saying something: a sound that is still being understood.
        If that is answered the conversation goes on."""
        if events.HungUp() in outputs and self._candidates:
            outputs.remove(events.HungUp())
            self._is_goodbye_over = True
        elif self._is_goodbye_over and not self._candidates:
            self._is_goodbye_over = False
            outputs.append(events.HungUp())
        return outputs

    def dismiss(self, *, now: float) -> list[Output]:
        """It was a noise, as far as anybody knows; should the agent yet understand something in
        it, that is answered."""
        assert self._reply is not None and self._doubt is not None, "nothing is in doubt"
        if self._candidates:
            self._candidates[-1].wait_since(self._doubt.heard_at, after="speech")
        self._doubt = None
        return self._unless_heard_out(self._reply.resume(now=now))

    def _next_reply(self, *, is_spoken: bool, message_id: str | None = None) -> Reply:
        self.turn += 1
        reply = Reply(self.turn, self._settings, is_spoken=is_spoken, message_id=message_id)
        if is_spoken and not self.is_ai_active:
            reply.mute()
        return reply

"""One turn's answer as a client is told of it: the agent's events, paced, held and cut.

Made by the voice session for each turn and fed with what the agent says; what goes out when is
Playback's. Everything of one response leaves here between its `response_start` and its
`response_end`, and nothing after.

A sound over a reply may be a cough. So a reply can be *held*: its client falls silent at once, and
whatever the agent says meanwhile waits in order. It goes on exactly where it stopped, as a new
response, or is cut for good.

    state      agent's text, sound   hold    resume               cut     heard to its end
    WAITING    SPEAKING              HELD    -                    OVER    -
    SPEAKING   -                     HELD    -                    OVER    OVER (*)
    HELD       waits                 -       WAITING or SPEAKING  OVER    -

(*) An agent that is done before its sound was heard: OVER at the end of it. One that is done
without a sound: OVER at once.

What its agent wants done after it (a person goes on, or nobody does) is done when it was heard to
its end. One that is cut hands over all the same, but ends no conversation: the user goes on.

A reply may be a person's words, in the agent's voice. And it may be *muted* before its first word:
then only what its agent heard the user say is wanted, and once that is known it is over.
"""

from collections.abc import Sequence
from typing import Literal, assert_never

import msgspec

from realtime.agents import base as agents
from realtime.voice import events
from realtime.voice.commands import DropTurn, Keep, LetPersonAnswer, Output
from realtime.voice.latency import Latency
from realtime.voice.playback import Cut, Heard, Playback
from realtime.voice.settings import VoiceSettings
from state.contract import PLAYBACK_FRAME_MS
from state.errors import ServiceError

#: From when to when, as far as it is known.
Span = tuple[float | None, float | None]


class Reply:
    """The answer to one turn. After each call, send what it returned, then ask next_deadline()."""

    def __init__(
        self,
        turn: int,
        settings: VoiceSettings,
        *,
        is_spoken: bool,
        message_id: str | None = None,
    ) -> None:
        """`is_spoken`: whether what it answers was. `message_id`: of a person's words, which have
        a message already."""
        self.turn = turn
        self.role: Literal["assistant", "human"] = "assistant" if message_id is None else "human"
        self._message_id = message_id
        self.is_pending = True
        """Whether the agent is still at work on it."""
        self.is_held = False
        self.is_muted = False
        self.is_unheard = is_spoken
        """Whether its agent has yet to say what it heard."""
        self._playback = Playback(
            frame_ms=PLAYBACK_FRAME_MS,
            lead_s=settings.lead_ms / 1000,
            backlog_s=settings.backlog_s,
        )
        self._responses = 0
        self._latency: Latency | None = None  # until the turn's waiting time has been told
        self._said: Span = (None, None)  # the user's turn
        self._began: float | None = None  # its own first sound
        self._heard = ""  # of the responses that are over
        self._is_kept = False  # all that will have been heard
        self._texts_kept = 0  # of the one that isn't
        self._afterwards: list[LetPersonAnswer | events.HungUp] = []
        # While held: what was cut off, and what came since.
        self._cut: Cut | None = None
        self._waiting: list[agents.AnswerEvent | ServiceError] = []

    @property
    def is_speaking(self) -> bool:
        """Whether the user hears it."""
        return self._playback.is_speaking

    @property
    def is_awaited(self) -> bool:
        """Whether the agent thinks: nothing of its answer was told yet."""
        return self.is_pending and not self._responses

    @property
    def is_alive(self) -> bool:
        """Whether anything of it is still to come."""
        return self.is_pending or self.is_held or self.is_speaking

    @property
    def has_room(self) -> bool:
        """Whether the agent may be asked for more.

        An answer held before its first word isn't worked on: its tools might act on something
        that the user is just correcting.
        """
        if not self.is_held:
            return self._playback.has_room(0)
        return self._cut is not None and self._playback.has_room(self._held_bytes)

    @property
    def _held_bytes(self) -> int:
        pieces = self._cut.unheard if self._cut is not None else ()
        sounds = (event for event in self._waiting if isinstance(event, agents.ReplyAudio))
        return sum(len(piece.pcm) for piece in pieces) + sum(len(sound.pcm) for sound in sounds)

    def hear_since(self, since: float) -> None:
        """The user began to speak then."""
        self._said = (since, None)

    def wait_since(self, since: float, *, after: Literal["speech", "text"]) -> None:
        """The user has been waiting since then."""
        self._latency = Latency(after, since)
        self._said = (self._said[0], since)

    # The agent

    def take(self, said: agents.AnswerEvent | ServiceError, *, now: float) -> list[Output]:
        """The agent's next event, or why it broke off; what it had said by then is still played."""
        if not self.is_pending:
            return []
        if isinstance(said, agents.HandOver | agents.HangUp) and not self.is_muted:
            return self._note(said)  # at once: one that is held may be cut
        if self.is_held:
            self._waiting.append(said)
            return []
        if not isinstance(said, agents.Transcript) or said.final:
            self.is_unheard = False
        if self.is_muted:
            return self._overhear(said, now)
        match said:
            case agents.Transcript():
                return self._transcribe(said, now)
            case agents.Intent():
                kind = msgspec.UNSET if said.kind is None else said.kind
                return [events.IntentDetected(said.name, said.confidence, kind)]
            case agents.ToolCall():
                return [events.ToolCalled(said.tool, said.parameters)]
            case agents.ToolResult():
                return [events.ToolReturned(said.tool, said.result)]
            case agents.ReplyText():
                return self._say(said.text)
            case agents.ReplyAudio():
                return self._sound(said.pcm, now)
            case agents.HandOver() | agents.HangUp():
                return self._note(said)
            case agents.TurnDone():
                return self._finish(now)
            case ServiceError():
                # It may not have said what it ends with.
                self._afterwards = self._handing_over
                return [events.Problem(said), *self._finish(now)]
            case _:
                assert_never(said)

    def _note(self, wanted: agents.HandOver | agents.HangUp) -> list[Output]:
        self.is_unheard = False
        if isinstance(wanted, agents.HandOver):
            self._afterwards = [LetPersonAnswer()]
        elif not self._afterwards:  # a person who was asked for comes all the same
            self._afterwards = [events.HungUp()]
        return []

    @property
    def _handing_over(self) -> list[LetPersonAnswer | events.HungUp]:
        return [each for each in self._afterwards if isinstance(each, LetPersonAnswer)]

    def _transcribe(self, heard: agents.Transcript, now: float) -> list[Output]:
        if not heard.final:
            return [events.InterimTranscription(heard.text)]
        if self._latency is not None:
            self._latency.transcribed_at = now
        began, ended = self._said
        kept = Keep(
            self.turn, "user", heard.text, began=began, ended=now if ended is None else ended
        )
        return [kept, events.Transcription(heard.text)]

    def _overhear(self, said: agents.AnswerEvent | ServiceError, now: float) -> list[Output]:
        match said:
            case agents.Transcript():
                outputs = self._transcribe(said, now)
                if not said.final:
                    return outputs
            case ServiceError():
                outputs = [events.Problem(said)]
            case _:
                outputs = []  # it went on to an answer: there are no words
        self.is_pending = False
        return outputs + self._tell_latency(None)

    def _say(self, text: str) -> list[Output]:
        started = self._begin()
        self._playback.say(text)
        return [*started, events.ResponseText(self._response_id, text)]

    def _sound(self, pcm: bytes, now: float) -> list[Output]:
        started = self._begin()
        self._playback.queue(pcm)
        return started + self.play(now=now)

    def _finish(self, now: float) -> list[Output]:
        self.is_pending = False
        if not self.is_speaking:
            return [*self._tell_latency(None), *self._conclude()]
        self._playback.finish()
        return self.play(now=now)

    # The user

    def hold(self, *, now: float) -> list[Output]:
        """Fall silent; resume() or cut() follows. The interruption is last: a client hears no
        more of this response."""
        if self.is_held:
            return []
        self.is_held = True
        self._cut = self._playback.cut(now)
        return [] if self._cut is None else self._interrupted(self._cut.heard, now, is_final=False)

    def resume(self, *, now: float) -> list[Output]:
        """Go on where it was held, without a sample lost or said twice."""
        assert self.is_held, "only a held reply can go on"
        self.is_held = False
        cut, self._cut = self._cut, None
        waiting, self._waiting = self._waiting, []
        outputs = [] if cut is None else self._go_on(cut, now)
        for said in waiting:
            outputs += self.take(said, now=now)
        return outputs

    def _go_on(self, cut: Cut, now: float) -> list[Output]:
        started = self._begin()
        old = cut.heard
        outputs: list[Output] = [
            events.InterruptionDismissed(old.response_id, self._response_id, old.played_ms),
            *started,
        ]
        for piece in cut.unheard:
            if piece.text:
                outputs += self._say(piece.text)
            self._playback.queue(piece.pcm)
        if not self.is_pending:
            self._playback.finish()
        return outputs + self.play(now=now)

    def mute(self) -> Sequence[agents.AnswerEvent | ServiceError]:
        """From now on only the words of the user are wanted. What its agent said while it was held
        is given back, to be taken."""
        assert self.is_unheard, "this is an answer by now: cut it"
        self.is_muted, self.is_held = True, False
        waiting, self._waiting = self._waiting, []
        return waiting

    def cut(self, *, now: float) -> list[Output]:
        """Stop for good, at once; of a held reply the client was told already."""
        self.is_pending = self.is_held = False
        self._waiting.clear()
        self._cut = None
        cut = self._playback.cut(now)
        if cut is None:
            kept = self._keep_all(now)
        else:
            kept = self._interrupted(cut.heard, now, is_final=True)
        self._afterwards = self._handing_over
        return [*kept, *self._conclude()]

    # Time

    def play(self, *, now: float) -> list[Output]:
        """What is due by now."""
        outputs: list[Output] = []
        for frame in self._playback.due(now):
            outputs += self._tell_latency(now)
            if self._began is None:
                self._began = now
            outputs.append(events.AudioResponse(frame.pcm, frame.response_id, frame.seq))
        outputs += self._keep_texts_over(now)
        if (heard := self._playback.end_if_heard(now)) is not None:
            outputs += [*self._keep(heard, now, is_final=True), _ended(heard, interrupted=False)]
            outputs += self._conclude()
        return outputs

    def _conclude(self) -> list[LetPersonAnswer | events.HungUp]:
        afterwards, self._afterwards = self._afterwards, []
        return afterwards

    def _keep_texts_over(self, now: float) -> list[Output]:
        """A killed server costs the sentence under way, not the whole reply."""
        texts = self._playback.texts_over(now) if self.is_speaking else []
        if len(texts) <= self._texts_kept:
            return []
        self._texts_kept = len(texts)
        heard = " ".join([self._heard, *texts]).lstrip()
        return [self._heard_by_now(heard, now, is_final=False)]

    def next_deadline(self) -> float | None:
        """When play() next has something to give."""
        return self._playback.next_deadline()

    # Responses

    @property
    def _response_id(self) -> str:
        part = "" if self._responses == 1 else f"-{self._responses}"
        return f"response-{self.turn}{part}"

    def _begin(self) -> list[Output]:
        if self.is_speaking:
            return []
        self._responses += 1
        self._texts_kept = 0
        self._playback.begin(self._response_id)
        return [events.ResponseStart(self._response_id, self.role)]

    def _tell_latency(self, first_audio_at: float | None) -> list[Output]:
        latency, self._latency = self._latency, None
        return [] if latency is None else [latency.metrics(first_audio_at)]

    def _interrupted(self, heard: Heard, now: float, *, is_final: bool) -> list[Output]:
        # Silence first: a client that is to stop doesn't wait for the disk.
        told = events.Interruption(heard.response_id, heard.played_ms, heard.text)
        return [_ended(heard, interrupted=True), told, *self._keep(heard, now, is_final=is_final)]

    def drop(self, *, now: float) -> list[Output]:
        """cut(), and its agent is let go."""
        at_work = self.is_pending
        outputs = self.cut(now=now)
        return [*outputs, DropTurn(self.turn)] if at_work else outputs

    def _keep(self, heard: Heard, now: float, *, is_final: bool) -> list[Output]:
        self._heard = f"{self._heard} {heard.text}".strip()
        if is_final:
            return self._keep_all(now)
        return [self._heard_by_now(self._heard, now, is_final=False)] if heard.text else []

    def _keep_all(self, now: float) -> list[Output]:
        """Nothing more of it will be heard. Once, if anything was."""
        if self._is_kept or not self._heard:
            return []
        self._is_kept = True
        return [self._heard_by_now(self._heard, now, is_final=True)]

    def _heard_by_now(self, text: str, now: float, *, is_final: bool) -> Keep:
        return Keep(
            self.turn,
            self.role,
            text,
            is_final,
            heard_of=self._message_id,
            began=self._began,
            ended=now,
        )

    @property
    def was_heard(self) -> bool:
        """Whether anything of it was, of the responses that are over."""
        return bool(self._heard)


def _ended(heard: Heard, *, interrupted: bool) -> events.ResponseEnd:
    return events.ResponseEnd(heard.response_id, heard.played_ms, interrupted)

"""The voice session: what is heard, whose turn it is, what the agent answers, what is played.

A core that joins the PCM path (audio/), Turns, Doubt and Reply. Fed by driver.py with audio,
commands, the agent's events and the clock; each call returns, in order, events for the client and
commands for the driver. It holds no socket, task or clock, so every race of a conversation (speech
during thinking, a late agent event after a barge-in, two commands in a row) is a plain sequence of
calls.

Turns are numbered, and each is answered by a Reply. The user hears one of them. A voice that breaks
into it opens a turn that may be a mere noise: while that is in doubt the reply is held and the new
turn is a *candidate*. Its agent understanding anything, enough voice, or a command make it the turn
that is answered; quiet lets the held reply go on. Whatever an agent says for any other turn comes
too late and is dropped here, in one place.
"""

from dataclasses import dataclass

import msgspec
import webrtcvad

from audio.detector import Edge, SpeechBegan, SpeechDetector, StartRule
from audio.framing import Framer
from audio.levels import rms_of_frame
from audio.ring import AudioRing
from realtime.agents import base as agents
from realtime.voice import events
from realtime.voice.doubt import Doubt
from realtime.voice.events import Event
from realtime.voice.messages import Configuration
from realtime.voice.reply import Reply
from realtime.voice.settings import VoiceSettings, frames_of
from realtime.voice.turns import TurnEnded, TurnOpened, Turns
from state.contract import (
    FRAME_BYTES,
    FRAME_SAMPLES,
    RING_BLOCK_BYTES,
    RING_BLOCKS,
    SAMPLE_BYTES,
    SAMPLE_RATE_HZ,
)
from state.errors import AudioOverrun, ServiceError

#: Of a start rule's window, how much must be active: when the agent is silent a short "yes" has
#: to do; while it speaks, only something that fills the window.
_START_SHARE = 0.6
_BARGE_IN_SHARE = 0.8


@dataclass(frozen=True)
class AskAgent:
    """Let the agent answer: a typed turn, or (text None) a spoken one, read by take_audio()."""

    turn: int
    text: str | None


@dataclass(frozen=True)
class DropTurn:
    """Close what the agent is doing for this turn, at once."""

    turn: int


Output = Event | AskAgent | DropTurn


@dataclass
class _Spoken:
    """The turn whose audio is in the ring and not yet all read."""

    turn: int
    end: int | None = None  # in bytes; None while the turn is open


class VoiceSession:
    """After each call, perform what it returned, then ask next_deadline()."""

    def __init__(self, settings: VoiceSettings) -> None:
        self.configuration = events.Configured(
            silence_ms=settings.silence_ms,
            prefix_ms=settings.prefix_ms,
            barge_in_ms=settings.barge_in_ms,
            vad_mode=settings.vad_mode,
            automatic=True,
            interim_transcriptions=False,
            binary_audio=False,
        )
        # The PCM path.
        self._start_rule = _start_rule(settings.start_ms, _START_SHARE)
        self._ring = AudioRing(blocks=RING_BLOCKS, block_bytes=RING_BLOCK_BYTES)
        self._framer = Framer(FRAME_BYTES)
        self._detector = SpeechDetector(
            rule=self._start_rule,
            silence_frames=frames_of(settings.silence_ms),
        )
        self._turns = Turns(
            max_samples=int(settings.max_utterance_s * SAMPLE_RATE_HZ),
            max_seconds=settings.max_utterance_s,
            idle_seconds=settings.audio_idle_s,
        )
        self._put_in_force()
        # The answers: the one the user hears or waits for, and that of a turn that may be a noise.
        self._settings = settings
        self._turn = 0
        self._reply: Reply | None = None
        self._candidate: Reply | None = None
        self._doubt: Doubt | None = None  # while the reply is held
        self._spoken: _Spoken | None = None
        self._overrun_told = False

    # What the client does

    def receive(self, pcm: bytes, *, now: float) -> list[Output]:
        """Whole samples of PCM16 mono at 16 kHz; a second or less a call keeps the loop free."""
        outputs: list[Output] = []
        if not pcm:
            return outputs
        overrun = self._ring.append(pcm)
        if overrun and self._spoken is not None and not self._overrun_told:
            self._overrun_told = True
            outputs.append(events.Problem(AudioOverrun("the agent can't keep up: audio was lost")))
        self._turns.hear_audio(now=now)
        frames = self._framer.push(pcm)
        if frames:
            self._hear(frames, outputs, now)
        if self._spoken is None:
            self._ring.keep_last(self._idle_bytes)
        return outputs

    def _hear(self, frames: memoryview, outputs: list[Output], now: float) -> None:
        detector, turns, is_speech = self._detector, self._turns, self._is_speech
        detector.rule = self._rule
        for at in range(0, len(frames), FRAME_BYTES):
            frame = frames[at : at + FRAME_BYTES]
            edge = detector.hear(is_speech(frame, SAMPLE_RATE_HZ), rms_of_frame(frame))
            if edge is not None:
                outputs += self._turn_edge(edge, now)
                detector.rule = self._rule
            elif self._doubt is not None and detector.is_active and turns.is_open:
                later_s = (len(frames) - at - FRAME_BYTES) / (SAMPLE_RATE_HZ * SAMPLE_BYTES)
                outputs += self._weigh(self._doubt, now, now - later_s)
            if detector.frame * FRAME_SAMPLES >= turns.limit:
                outputs += self._close_turn(turns.reach_limit(), now)

    @property
    def _rule(self) -> StartRule:
        speaking = self._reply is not None and self._reply.is_speaking
        return self._barge_in_rule if speaking else self._start_rule

    def _turn_edge(self, edge: Edge, now: float) -> list[Output]:
        sample = edge.frame * FRAME_SAMPLES
        if isinstance(edge, SpeechBegan):
            return self._open_turn_by_voice(self._turns.begin(sample, now=now), now)
        judged_at = self._detector.frame * FRAME_SAMPLES
        return self._close_turn(self._turns.cease(sample, judged_at), now)

    def start_speaking(self, *, now: float) -> list[Output]:
        """Open a turn by hand, or keep the open one until stop_speaking; ends a reply."""
        opened = self._turns.start_by_hand(self._received, now=now)
        if opened is None:
            return self._interrupt(now)
        return [_started(opened), *self._drop_all(now), self._next_turn(opened)]

    def stop_speaking(self, *, now: float) -> list[Output]:
        """End the open turn; with none, nothing."""
        return self._close_turn(self._turns.stop_by_hand(self._received), now)

    def barge_in(self, *, now: float) -> list[Output]:
        """End the reply, or the answer it would come from. An open turn goes on: it is the next."""
        return self._interrupt(now)

    def read(self, text: str, *, now: float) -> list[Output]:
        """A typed turn; it takes the place of whatever was going on."""
        outputs = self._fall_silent(now)
        self._spoken = None
        self._reply = self._new_reply()
        self._reply.wait_since(now, after="text")
        return [*outputs, AskAgent(self._turn, text)]

    def configure(self, wanted: Configuration) -> list[Output]:
        """Change what is given, keep the rest; answers with all that is in force."""
        given = msgspec.structs.asdict(wanted).items()
        changes = {name: value for name, value in given if value is not None}
        if changes.get("automatic") and not self._turns.automatic and not self._turns.is_open:
            self._detector.rest()  # what is being said now must be heard to begin
        self.configuration = msgspec.structs.replace(self.configuration, **changes)
        self._put_in_force()
        return [self.configuration]

    def lose(self, *, now: float) -> list[Output]:
        """The client is gone, perhaps to come back: nobody speaks, nothing is played."""
        outputs = self._fall_silent(now)
        self._ring.keep_last(self._idle_bytes)
        return outputs

    # What the agent does

    def has_room(self, turn: int) -> bool:
        """Whether the agent may be asked for more of its answer to `turn`."""
        reply = self._reply_to(turn)
        return reply is None or reply.has_room

    def take_audio(self, turn: int) -> bytes | None:
        """Audio of a spoken turn, not given before: empty when more is to come, None at its end."""
        spoken = self._spoken
        if spoken is None or spoken.turn != turn:
            return None
        pcm = self._ring.take(spoken.end)
        if not pcm and spoken.end is not None:
            self._spoken = None
            return None
        return pcm

    def answer(
        self, turn: int, said: agents.AgentEvent | ServiceError, *, now: float
    ) -> list[Output]:
        """The agent's next event for `turn`, or why it broke off."""
        reply = self._reply_to(turn)
        if reply is None:
            return []
        interim = isinstance(said, agents.Transcript) and not said.final
        if interim and not self.configuration.interim_transcriptions:
            return []
        outputs: list[Output] = []
        if reply is self._candidate and not interim:
            outputs += self._settle_candidate(said, now)
        outputs += reply.take(said, now=now)
        if not reply.is_pending and self._spoken is not None and self._spoken.turn == turn:
            self._spoken = None
        return outputs

    def _settle_candidate(self, said: agents.AgentEvent | ServiceError, now: float) -> list[Output]:
        """Nothing understood, or nobody to understand it, is no reason to end a reply."""
        if isinstance(said, agents.TurnDone | ServiceError):
            self._candidate = None
            return []
        return self._believe(now)

    # Time

    def next_deadline(self) -> float | None:
        deadlines = (
            self._turns.next_deadline(),
            None if self._doubt is None else self._doubt.deadline,
            None if self._reply is None else self._reply.next_deadline(),
        )
        return min((each for each in deadlines if each is not None), default=None)

    def expire(self, *, now: float) -> list[Output]:
        """The clock says `now`."""
        outputs = self._close_turn(self._turns.expire(self._received, now=now), now)
        if self._doubt is not None and now >= self._doubt.deadline:
            outputs += self._dismiss(self._doubt, now)
        if self._reply is not None:
            outputs += self._reply.play(now=now)
        return outputs

    # Turns

    @property
    def _received(self) -> int:
        return self._ring.end // SAMPLE_BYTES

    def _open_turn_by_voice(self, opened: TurnOpened | None, now: float) -> list[Output]:
        if opened is None:
            return []
        if self._reply is None or not self._reply.is_alive:
            return [_started(opened), *self._drop_all(now), self._next_turn(opened)]
        held = self._reply.hold(now=now)
        dropped = self._drop(self._candidate, now)
        if self._doubt is None:
            self._doubt = Doubt(self._settings, now=now)
        self._doubt.begin(self._detector.rule.active, now)
        return [_started(opened), *held, *dropped, self._next_turn(opened)]

    def _close_turn(self, ended: TurnEnded | None, now: float) -> list[Output]:
        if ended is None:
            return []
        self._detector.rest()
        if self._spoken is not None:
            self._spoken.end = ended.end * SAMPLE_BYTES
        unheard_s = (self._received - ended.speech_end) / SAMPLE_RATE_HZ
        if (reply := self._reply_to(self._turn)) is not None:
            reply.wait_since(now - unheard_s, after="speech")
        return [events.SpeechStopped(_ms(ended.end), ended.reason)]

    def _interrupt(self, now: float) -> list[Output]:
        outputs = self._believe(now)
        if not self._turns.is_open:
            return outputs + self._drop_all(now)
        reply = self._reply_to(self._turn)
        if reply is None or reply.is_speaking or not reply.is_pending:
            # The agent answered a turn still open; let it go, and ask about the rest.
            outputs += self._drop_all(now)
            self._reply = self._new_reply()
            self._spoken = _Spoken(self._turn)
            outputs.append(AskAgent(self._turn, None))
        return outputs

    def _fall_silent(self, now: float) -> list[Output]:
        """Nobody's turn, no reply, no answer."""
        outputs = self._close_turn(self._turns.stop_by_hand(self._received), now)
        return outputs + self._drop_all(now)

    def _next_turn(self, opened: TurnOpened) -> AskAgent:
        self._ring.discard_before(opened.start * SAMPLE_BYTES)
        self._overrun_told = False
        reply = self._new_reply()
        if self._doubt is None:
            self._reply = reply
        else:
            self._candidate = reply
        self._spoken = _Spoken(self._turn)
        return AskAgent(self._turn, None)

    # Doubt

    def _weigh(self, doubt: Doubt, now: float, heard_at: float) -> list[Output]:
        doubt.hear_active(heard_at)
        return self._interrupt(now) if doubt.is_speech else []

    def _believe(self, now: float) -> list[Output]:
        """The candidate is the turn to answer."""
        if self._candidate is None:
            return []
        self._doubt = None
        replaced, self._reply, self._candidate = self._reply, self._candidate, None
        return self._drop(replaced, now)

    def _dismiss(self, doubt: Doubt, now: float) -> list[Output]:
        """It was a noise, as far as anybody knows. Its turn, if still open, has ended; should the
        agent yet understand something in it, that is answered."""
        assert self._reply is not None, "nobody doubts without a reply"
        self._doubt = None
        outputs = self._close_turn(self._turns.cease(self._received, self._received), now)
        if self._candidate is not None:
            self._candidate.wait_since(doubt.heard_at, after="speech")
        return [*outputs, *self._reply.resume(now=now)]

    # Replies

    def _reply_to(self, turn: int) -> Reply | None:
        for reply in (self._candidate, self._reply):
            if reply is not None and reply.turn == turn:
                return reply
        return None

    def _new_reply(self) -> Reply:
        self._turn += 1
        return Reply(self._turn, self._settings)

    def _drop_all(self, now: float) -> list[Output]:
        outputs = self._drop(self._reply, now) + self._drop(self._candidate, now)
        self._reply = self._candidate = self._doubt = self._spoken = None
        return outputs

    def _drop(self, reply: Reply | None, now: float) -> list[Output]:
        if reply is None:
            return []
        at_work = reply.is_pending
        outputs: list[Output] = [*reply.cut(now=now)]
        return [*outputs, DropTurn(reply.turn)] if at_work else outputs

    # Configuration

    def _put_in_force(self) -> None:
        values = self.configuration
        self._is_speech = webrtcvad.Vad(values.vad_mode).is_speech
        self._barge_in_rule = _start_rule(values.barge_in_ms, _BARGE_IN_SHARE)
        self._detector.set_silence(frames_of(values.silence_ms))
        self._turns.prefix = values.prefix_ms * SAMPLE_RATE_HZ // 1000
        self._turns.automatic = values.automatic
        window = max(self._start_rule.window, self._barge_in_rule.window) + 1
        self._idle_bytes = self._turns.prefix * SAMPLE_BYTES + window * FRAME_BYTES


def _started(opened: TurnOpened) -> events.SpeechStarted:
    return events.SpeechStarted(_ms(opened.start))


def _start_rule(window_ms: int, share: float) -> StartRule:
    window = frames_of(window_ms)
    return StartRule(window=window, active=max(1, round(window * share)))


def _ms(samples: int) -> int:
    return samples * 1000 // SAMPLE_RATE_HZ

"""The voice session: what is heard, whose turn it is, what the agent answers, what is played.

A core that joins the PCM path (audio/), Turns, Ending, SpokenAudio and Floor. Fed by driver.py with
audio, commands, the agent's events, what people do in the agent's place, and the clock; each call
returns, in order, events for the client and commands for the driver. It holds no socket, task or
clock, so every race of a conversation (speech during thinking, a late agent event after a barge-in,
an agent that is turned off in mid-word) is a plain sequence of calls.
"""

from typing import Literal

import msgspec
import webrtcvad

from audio.detector import (
    Edge,
    SpeechBegan,
    SpeechDetector,
    SpeechPaused,
    SpeechResumed,
    StartRule,
)
from audio.framing import Framer
from audio.levels import rms_of_frame
from audio.voicing import is_spoken
from realtime.agents import base as agents
from realtime.agents.base import Pause
from realtime.voice import events
from realtime.voice.commands import Output
from realtime.voice.ending import MEMORY_BYTES, Ending
from realtime.voice.floor import Floor
from realtime.voice.interjections import Interjection
from realtime.voice.messages import Configuration
from realtime.voice.settings import VoiceSettings, frames_of
from realtime.voice.spoken import SpokenAudio
from realtime.voice.turns import TurnEnded, TurnOpened, Turns, TurnState
from state.contract import (
    FRAME_BYTES,
    FRAME_SAMPLES,
    SAMPLE_BYTES,
    SAMPLE_RATE_HZ,
)
from state.errors import AudioOverrun, ServiceError

#: Of a start rule's window, how much must be active: when the agent is silent a short "yes" has
#: to do; while it speaks, only something that fills the window.
_START_SHARE = 0.6
_BARGE_IN_SHARE = 0.8


class VoiceSession:
    """After each call, perform what it returned, then ask next_deadline()."""

    def __init__(self, settings: VoiceSettings, *, turn: int = 0) -> None:
        """`turn`: the number of the last one, of a session that went on elsewhere."""
        self.configuration = events.Configured(
            silence_ms=settings.silence_ms,
            early_end=settings.early_end,
            prefix_ms=settings.prefix_ms,
            barge_in_ms=settings.barge_in_ms,
            vad_mode=settings.vad_mode,
            automatic=True,
            interim_transcriptions=False,
            binary_audio=False,
        )
        # The PCM path.
        self._start_rule = _start_rule(settings.start_ms, _START_SHARE)
        self._spoken = SpokenAudio(memory=MEMORY_BYTES)
        self._framer = Framer(FRAME_BYTES)
        self._detector = SpeechDetector(
            rule=self._start_rule,
            silence_frames=frames_of(settings.silence_ms),
        )
        self._ending = Ending(self._detector, self._spoken)
        self._turns = Turns(
            max_samples=int(settings.max_utterance_s * SAMPLE_RATE_HZ),
            max_seconds=settings.max_utterance_s,
            idle_seconds=settings.audio_idle_s,
        )
        self._put_in_force()
        self._floor = Floor(settings, turn=turn)

    @property
    def turn(self) -> int:
        """The latest turn's number."""
        return self._floor.turn

    @property
    def is_thinking(self) -> bool:
        """Whether the agent was given a turn, and nothing of its answer was told yet."""
        return self._floor.is_thinking and not self._turns.is_open

    # What the client does

    def receive(self, pcm: bytes, *, now: float) -> list[Output]:
        """Whole samples of PCM16 mono at 16 kHz; a second or less a call keeps the loop free."""
        outputs: list[Output] = []
        if not pcm:
            return outputs
        if self._spoken.append(pcm):
            outputs.append(events.Problem(AudioOverrun("the agent can't keep up: audio was lost")))
        self._turns.hear_audio(now=now)
        frames = self._framer.push(pcm)
        if frames:
            self._hear(frames, outputs, now)
        if not self._spoken.is_wanted:
            self._spoken.ring.keep_last(self._idle_bytes)
        return self._then(outputs, now) if outputs else outputs

    def _hear(self, frames: memoryview, outputs: list[Output], now: float) -> None:
        detector, turns, is_speech = self._detector, self._turns, self._is_speech
        if not detector.is_speaking:
            detector.rule = self._rule
        for at in range(0, len(frames), FRAME_BYTES):
            frame = frames[at : at + FRAME_BYTES]
            edge = detector.hear(is_speech(frame, SAMPLE_RATE_HZ), rms_of_frame(frame))
            if edge is not None:
                outputs += self._turn_edge(edge, now)
                detector.rule = self._rule
            elif self._floor.in_doubt and detector.is_active and turns.is_open:
                later_s = (len(frames) - at - FRAME_BYTES) / (SAMPLE_RATE_HZ * SAMPLE_BYTES)
                if self._floor.weigh(now - later_s, self._hears_speech):
                    outputs += self._interrupt(now)
            if detector.frame * FRAME_SAMPLES >= turns.limit:
                outputs += self._close_turn(turns.reach_limit(), now)

    @property
    def _rule(self) -> StartRule:
        return self._barge_in_rule if self._floor.is_speaking else self._start_rule

    def _hears_speech(self) -> bool:
        """Whether the last moments sound like somebody speaking."""
        end = self._detector.frame * FRAME_BYTES
        return is_spoken(self._spoken.ring.recent(end - MEMORY_BYTES, end))

    def _turn_edge(self, edge: Edge, now: float) -> list[Output]:
        if isinstance(edge, SpeechPaused | SpeechResumed):
            # Of a turn that silence can't end its client says when.
            if self._turns.state is TurnState.AUTOMATIC:
                self._ending.pause(edge)
            return []
        self._ending.follow(edge, over_reply=self._floor.is_speaking or self._floor.in_doubt)
        if isinstance(edge, SpeechBegan):
            return self._open_turn(
                self._turns.begin(edge.frame * FRAME_SAMPLES, now=now), now, by_voice=True
            )
        judged_at = self._detector.frame * FRAME_SAMPLES
        ended = self._turns.cease(edge.frame * FRAME_SAMPLES, judged_at)
        return self._close_turn(ended, now)

    def start_speaking(self, *, now: float) -> list[Output]:
        """Open a turn by hand, or keep the open one until stop_speaking; ends a reply."""
        opened = self._turns.start_by_hand(self._spoken.received, now=now)
        if opened is None:
            if self._detector.is_pausing:
                self._ending.mark(Pause.ENDED)
            return self._interrupt(now)
        return self._open_turn(opened, now, by_voice=False)

    def stop_speaking(self, *, now: float) -> list[Output]:
        """End the open turn; with none, nothing."""
        ended = self._turns.stop_by_hand(self._spoken.received)
        return self._then(self._close_turn(ended, now), now)

    def barge_in(self, *, now: float) -> list[Output]:
        """End the reply, or the answer it would come from. An open turn goes on: it is the next."""
        return self._then(self._interrupt(now), now)

    def read(self, text: str, *, now: float) -> list[Output]:
        """A typed turn; it takes the place of whatever was going on."""
        outputs = self._close_turn(self._turns.stop_by_hand(self._spoken.received), now)
        outputs += self._floor.take(text, now=now)
        self._spoken.forget_unless(self._is_answered)
        self._wait_since(now, after="text")
        return self._then(outputs, now)

    def greet(self, text: str) -> list[Output]:
        """The agent opens the conversation with these words. Before anything was said."""
        return self._floor.greet(text)

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
        """The client is gone, perhaps to come back: nobody speaks, nothing is played. What it said
        last is recognised still, as far as it came."""
        outputs = self._close_turn(self._turns.stop_by_hand(self._spoken.received), now)
        outputs += self._floor.leave(now=now)
        self._spoken.forget_unless(self._is_answered)
        if not self._spoken.is_wanted:
            self._spoken.ring.keep_last(self._idle_bytes)
        return outputs

    def give_up(self, *, now: float) -> list[Output]:
        """lose(), and nothing is recognised any more."""
        outputs = self.lose(now=now) + self._floor.forget_words(now=now)
        self._spoken.forget()
        self._spoken.ring.keep_last(self._idle_bytes)
        return outputs

    def come_back(self, *, now: float) -> list[Output]:
        """The client is there again."""
        self._floor.is_away = False
        return self._then([], now)

    # What people do

    def set_ai_active(self, is_active: bool, *, now: float) -> list[Output]:
        """Whether the agent answers; else the user is heard, and that is all."""
        if is_active == self._floor.is_ai_active:
            return []
        return self._then(self._hushed(self._floor.set_ai_active(is_active, now=now), now), now)

    def say(self, message_id: str, text: str, *, now: float) -> list[Output]:
        """A person says this to the user: now, or when the open turn ends, or after others."""
        outputs = self._floor.say(Interjection(message_id, text), now=now)
        return self._then(self._hushed(outputs, now), now)

    def _hushed(self, outputs: list[Output], now: float) -> list[Output]:
        """A turn still open whose answer these ended goes on; so does one over a person's words."""
        return self._ask_again(outputs, now) if outputs and not self._floor.in_doubt else outputs

    def _then(self, outputs: list[Output], now: float) -> list[Output]:
        """What comes after these: what a person has to say, if nothing is in its way."""
        if self._floor.interjections and not self._turns.is_open:
            outputs += self._floor.go_on(now=now)
            self._spoken.forget_unless(self._is_answered)
        return outputs

    # What the agent does

    def has_room(self, turn: int) -> bool:
        """Whether the agent may be asked for more of its answer to `turn`."""
        reply = self._floor.reply_to(turn)
        return reply is None or reply.has_room

    def take_audio(self, turn: int) -> bytes | Pause | None:
        """Audio of a spoken turn, not given before, or that it pauses or goes on here.

        Empty when more is to come, None at its end.
        """
        return self._spoken.take(turn) if self._is_answered(turn) else None

    def answer(
        self, turn: int, said: agents.AgentEvent | ServiceError, *, now: float
    ) -> list[Output]:
        """The agent's next event for `turn`, or why it broke off."""
        if isinstance(said, agents.SoFar):
            self._ending.heed(turn, said)
            return []
        interim = isinstance(said, agents.Transcript) and not said.final
        if interim and not self.configuration.interim_transcriptions:
            return []
        reply = self._floor.latest
        outputs = self._floor.answer(turn, said, now=now)
        if isinstance(said, agents.Transcript) and reply is not None and reply.is_muted:
            # With these words its agent was let go: of a turn still open the rest is wanted, too.
            outputs = self._ask_again(outputs, now)
        self._spoken.forget_unless(self._is_answered)
        return self._then(outputs, now)

    # Time

    def next_deadline(self) -> float | None:
        turn, floor = self._turns.next_deadline(), self._floor.next_deadline()
        if turn is None or floor is None:
            return floor if turn is None else turn
        return min(turn, floor)

    def expire(self, *, now: float) -> list[Output]:
        """The clock says `now`."""
        outputs = self._close_turn(self._turns.expire(self._spoken.received, now=now), now)
        if self._floor.noise_at is not None and now >= self._floor.noise_at:
            # A turn that such a noise opened has ended, however long a silence it was to have.
            end = self._spoken.received
            outputs += self._close_turn(self._turns.cease(end, end), now)
            outputs += self._floor.dismiss(now=now)
        return self._then(outputs + self._floor.play(now=now), now)

    # Turns

    def _open_turn(self, opened: TurnOpened | None, now: float, *, by_voice: bool) -> list[Output]:
        if opened is None:
            return []
        outputs: list[Output] = [events.SpeechStarted(_ms(opened.start))]
        if by_voice:
            outputs += self._floor.break_in(self._detector.rule.active, now=now)
        else:
            outputs += self._floor.take(None, now=now)
        if (reply := self._floor.latest) is not None:
            before_s = (self._spoken.received - opened.start) / SAMPLE_RATE_HZ
            # What is before the first sound belongs to the turn's audio, but nobody speaks in it.
            reply.hear_since(min(now, now - before_s + self.configuration.prefix_ms / 1000))
        self._spoken.open(self._floor.turn, opened.start * SAMPLE_BYTES, counts=self._is_answered)
        return outputs

    def _close_turn(self, ended: TurnEnded | None, now: float) -> list[Output]:
        if ended is None:
            return []
        self._detector.rest()
        self._spoken.close(ended.end * SAMPLE_BYTES)
        unheard_s = (self._spoken.received - ended.speech_end) / SAMPLE_RATE_HZ
        self._wait_since(now - unheard_s, after="speech")
        return [events.SpeechStopped(_ms(ended.end), ended.reason)]

    def _interrupt(self, now: float) -> list[Output]:
        outputs = self._floor.believe(now=now)
        if self._turns.is_open:
            return self._ask_again(outputs, now)
        outputs += self._floor.clear(now=now)
        self._spoken.forget_unless(self._is_answered)
        return outputs

    def _ask_again(self, outputs: list[Output], now: float) -> list[Output]:
        """Of a turn still open that was answered the rest is asked about, after these."""
        reply = self._floor.latest
        is_answered = reply is None or reply.is_speaking or not reply.is_pending
        if self._turns.is_open and is_answered:
            outputs += self._floor.take(None, now=now)
            if (rest := self._floor.latest) is not None:
                rest.hear_since(now)
            self._spoken.go_on_as(self._floor.turn)
        else:
            self._spoken.forget_unless(self._is_answered)
        return outputs

    def _wait_since(self, since: float, *, after: Literal["speech", "text"]) -> None:
        if (reply := self._floor.latest) is not None:
            reply.wait_since(since, after=after)

    def _is_answered(self, turn: int) -> bool:
        reply = self._floor.reply_to(turn)
        return reply is not None and reply.is_pending

    # Configuration

    def _put_in_force(self) -> None:
        values = self.configuration
        self._is_speech = webrtcvad.Vad(values.vad_mode).is_speech
        self._barge_in_rule = _start_rule(values.barge_in_ms, _BARGE_IN_SHARE)
        if self._detector.silence_frames != frames_of(values.silence_ms):
            self._detector.set_silence(frames_of(values.silence_ms))
        self._ending.is_on = values.early_end
        self._turns.prefix = values.prefix_ms * SAMPLE_RATE_HZ // 1000
        self._turns.automatic = values.automatic
        window = max(self._start_rule.window, self._barge_in_rule.window) + 1
        self._idle_bytes = self._turns.prefix * SAMPLE_BYTES + window * FRAME_BYTES


def _start_rule(window_ms: int, share: float) -> StartRule:
    window = frames_of(window_ms)
    return StartRule(window=window, active=max(1, round(window * share)))


def _ms(samples: int) -> int:
    return samples * 1000 // SAMPLE_RATE_HZ

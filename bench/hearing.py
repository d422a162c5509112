"""What the voice core makes of a sound: its turns. Without a socket: times are of the audio."""

from dataclasses import dataclass

from realtime.agents.base import TurnDone
from realtime.voice.commands import AskAgent
from realtime.voice.events import SpeechStarted, SpeechStopped
from realtime.voice.session import VoiceSession
from realtime.voice.settings import VoiceSettings

CHUNK_BYTES = 640
CHUNK_MS = 20


@dataclass(frozen=True)
class Turn:
    """One turn found: where its audio begins, when its start and its end were told."""

    begins_ms: int
    started_at_ms: int
    stopped_at_ms: int | None


def turns_in(sound: bytes, settings: VoiceSettings) -> list[Turn]:
    """The turns of PCM16 at 16 kHz, in 20 ms chunks; the agent keeps up and has nothing to say."""
    core, found, turn = VoiceSession(settings), [], 0
    for at in range(0, len(sound), CHUNK_BYTES):
        now_ms = at // 32 + CHUNK_MS
        for output in core.receive(sound[at : at + CHUNK_BYTES], now=now_ms / 1000):
            match output:
                case SpeechStarted():
                    found.append(Turn(output.audio_start_ms, now_ms, None))
                case SpeechStopped():
                    last = found.pop()
                    found.append(Turn(last.begins_ms, last.started_at_ms, now_ms))
                    core.answer(turn, TurnDone(), now=now_ms / 1000)
                case AskAgent():
                    turn = output.turn
        while found and found[-1].stopped_at_ms is None and core.take_audio(turn):
            pass
    return found

"""How well turns are found: what is clipped, how late starts and ends come, what noise starts.

    python -m bench.endpointing DIR

DIR holds labelled speech: NAME.wav with NAME.lab beside it (lines that begin with the second at
which speech, and then silence, begins). Each recording is laid over a quiet room, a second before
it and three after, and heard in 20 ms chunks. Printed:

- per recording: onset clipped (true onset less where the turn's audio begins, 0 when before), start
  latency (true onset to `speech_started`), end latency (true end to `speech_stopped`);
- false cut-offs (turns ended before the true end) at each `silence_ms`, with the mean end latency;
- false starts a minute in a quiet room and in white and pink noise, hum, and babble made of the
  recordings, at 20, 10 and 5 dB under speech of -20 dBFS.

The core is run as it is, without a socket: times are of the audio, not of this machine.
"""

import argparse
import statistics
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from audio.levels import rms_of
from audio.wav import read_wav
from bench.voices import over_room, room
from realtime.voice.commands import AskAgent
from realtime.voice.events import SpeechStarted, SpeechStopped
from realtime.voice.session import VoiceSession
from realtime.voice.settings import VoiceSettings

RATE = 16_000
CHUNK_BYTES = 640
CHUNK_MS = 20
LEAD_S, TAIL_S = 1.0, 3.0
SPEECH_DBFS = -20.0
SILENCES_MS = (200, 300, 400, 600, 800, 1_000)
NOISE_S = 60
BABBLE_VOICES = 8


@dataclass(frozen=True)
class Recording:
    name: str
    pcm: bytes
    onset_ms: float
    end_ms: float


@dataclass(frozen=True)
class Turn:
    """One turn found: where its audio begins, when its start and its end were told."""

    begins_ms: int
    started_at_ms: int
    stopped_at_ms: int | None


def recordings(folder: Path) -> list[Recording]:
    found = []
    for label in sorted(folder.glob("*.lab")):
        speech, silence = (float(line.split()[0]) for line in label.read_text().splitlines()[:2])
        wav = read_wav(label.with_suffix(".wav").read_bytes())
        assert wav.rate_hz == RATE, f"{label}: {wav.rate_hz} Hz"
        onset, end = 1000 * (LEAD_S + speech), 1000 * (LEAD_S + silence)
        found.append(Recording(label.stem, wav.pcm, onset, end))
    return found


def turns_in(sound: bytes, settings: VoiceSettings) -> list[Turn]:
    core, found = VoiceSession(settings), []
    for at in range(0, len(sound), CHUNK_BYTES):
        now_ms = at // 32 + CHUNK_MS
        for output in core.receive(sound[at : at + CHUNK_BYTES], now=now_ms / 1000):
            match output:
                case SpeechStarted():
                    found.append(Turn(output.audio_start_ms, now_ms, None))
                case SpeechStopped():
                    last = found.pop()
                    found.append(Turn(last.begins_ms, last.started_at_ms, now_ms))
                case AskAgent():
                    turn = output.turn
        while found and found[-1].stopped_at_ms is None and core.take_audio(turn):
            pass  # an agent that keeps up
    return found


def in_room(recording: Recording) -> bytes:
    lead, tail = bytes(2 * int(LEAD_S * RATE)), bytes(2 * int(TAIL_S * RATE))
    return over_room(lead + recording.pcm + tail)


def report_latency(found: list[Recording]) -> None:
    for each in found:
        turns = turns_in(in_room(each), VoiceSettings())
        if not turns:
            print(f"{each.name}: no turn found")
            continue
        clipped = max(0.0, turns[0].begins_ms - each.onset_ms)
        start = turns[0].started_at_ms - each.onset_ms
        stopped = turns[-1].stopped_at_ms
        end = "never" if stopped is None else f"{stopped - each.end_ms:.0f} ms"
        print(f"{each.name}: clipped {clipped:.0f} ms, start after {start:.0f} ms, end after {end}")


def report_cut_offs(found: list[Recording]) -> None:
    for silence_ms in SILENCES_MS:
        settings = VoiceSettings(silence_ms=silence_ms)
        early, latencies = 0, []
        for each in found:
            stops = [turn.stopped_at_ms for turn in turns_in(in_room(each), settings)]
            ends = [stop for stop in stops if stop is not None]
            early += sum(stop < each.end_ms for stop in ends)
            latencies += [stop - each.end_ms for stop in ends if stop >= each.end_ms]
        mean = f"{statistics.mean(latencies):.0f} ms" if latencies else "never"
        print(f"silence {silence_ms} ms: {early} false cut-offs, end after {mean} on average")


def noises(found: list[Recording]) -> dict[str, np.ndarray]:
    """A minute of each, at no particular level."""
    generator, count = np.random.default_rng(1), NOISE_S * RATE
    spectrum = np.fft.rfft(generator.standard_normal(count))
    pink = np.fft.irfft(spectrum / np.sqrt(np.maximum(1, np.arange(len(spectrum)))), count)
    time = np.arange(count) / RATE
    made = {
        "white": generator.standard_normal(count),
        "pink": pink,
        "hum": np.sum([np.sin(2 * np.pi * 50 * n * time) / n for n in range(1, 6)], axis=0),
    }
    if found:
        joint = np.concatenate([np.frombuffer(each.pcm, dtype="<i2") for each in found]) * 1.0
        voices = [
            np.resize(np.roll(joint, generator.integers(len(joint))), count)
            for _ in range(BABBLE_VOICES)
        ]
        made["babble"] = np.sum(voices, axis=0)
    return made


def at_level(samples: np.ndarray, dbfs: float) -> bytes:
    scaled = samples * (rms_of(dbfs) / np.sqrt((samples**2).mean()))
    return bytes(scaled.clip(-32768, 32767).astype("<i2").tobytes())


def report_noise(found: list[Recording]) -> None:
    def starts(sound: bytes) -> float:
        return len(turns_in(sound, VoiceSettings())) * 60 / NOISE_S

    print(f"quiet room: {starts(room(NOISE_S)):.0f} false starts a minute")
    for name, samples in noises(found).items():
        figures = (
            f"{starts(at_level(samples, SPEECH_DBFS - snr)):.0f} at {snr} dB" for snr in (20, 10, 5)
        )
        print(f"{name}: {', '.join(figures)} (false starts a minute)")


def main() -> None:
    parser = argparse.ArgumentParser(description="How well turns are found.")
    parser.add_argument("folder", type=Path, help="labelled speech")
    found = recordings(parser.parse_args().folder)
    report_latency(found)
    report_cut_offs(found)
    report_noise(found)


if __name__ == "__main__":
    main()

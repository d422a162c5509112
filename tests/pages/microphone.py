"""What a browser's fake microphone hears: the server's own samples, and silence, as a WAV file."""

import io
import json
import urllib.request
import wave
from pathlib import Path

import pytest

from audio.wav import Wav, write_wav

AGENT = "marketplace-en"
RATE_HZ = 16_000


def fetch(url: str) -> bytes:
    with urllib.request.urlopen(url) as answer:
        body: bytes = answer.read()
    return body


def spoken(address: str, text: str) -> bytes:
    """The server's own sample of `text`, as PCM16."""
    agents = json.loads(fetch(f"{address}/ws/voice-chat/agents"))["items"]
    samples = next(agent["samples"] for agent in agents if agent["name"] == AGENT)
    index = samples.index(text)
    sound = fetch(f"{address}/ws/voice-chat/agents/{AGENT}/samples/{index}")
    with wave.open(io.BytesIO(sound)) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (RATE_HZ, 1, 2)
        pcm: bytes = file.readframes(file.getnframes())
    return pcm


def silence(seconds: float) -> bytes:
    return bytes(2 * int(RATE_HZ * seconds))


def recorded(tmp_path_factory: pytest.TempPathFactory, sound: bytes) -> Path:
    path = tmp_path_factory.mktemp("microphone") / "said.wav"
    path.write_bytes(write_wav(Wav(RATE_HZ, sound)))
    return path

"""The service's sound as ours: out of its WAV, to 16 kHz, in blocks."""

import asyncio
from collections.abc import Iterator

from audio.resample import Resampler
from audio.wav import Wav, read_wav
from state.contract import SAMPLE_BYTES, SAMPLE_RATE_HZ

#: All of it is there at once: blocks only bound what a held reply takes of it.
_BLOCK_BYTES = SAMPLE_RATE_HZ * SAMPLE_BYTES


async def sound_in(wav: bytes) -> bytes:
    """PCM16 mono at 16 kHz. Raises BadWav."""
    sound = read_wav(wav)
    if sound.rate_hz == SAMPLE_RATE_HZ:
        return sound.pcm
    return await asyncio.to_thread(at_our_rate, sound)


def at_our_rate(sound: Wav) -> bytes:
    resampler = Resampler(sound.rate_hz, SAMPLE_RATE_HZ)
    return resampler.push(sound.pcm) + resampler.flush()


def blocks_of(pcm: bytes) -> Iterator[bytes]:
    """Of a second."""
    for at in range(0, len(pcm), _BLOCK_BYTES):
        yield pcm[at : at + _BLOCK_BYTES]

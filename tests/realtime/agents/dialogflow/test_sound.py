import struct

import numpy as np
import pytest

from audio.wav import BadWav
from realtime.agents.dialogflow.sound import blocks_of, sound_in
from tests.dialogflow_emulator import WRONG_AUDIO
from tests.dialogflow_emulator.tone import riff, tone


async def test_our_own_rate_goes_through_unchanged():
    pcm = tone("a word", 16_000)
    assert await sound_in(riff(pcm, 16_000)) == pcm


@pytest.mark.parametrize("rate_hz", [8_000, 24_000, 48_000])
async def test_another_rate_is_made_ours_and_lasts_as_long(rate_hz):
    wav = riff(tone("a longer word", rate_hz), rate_hz)
    expected = len(tone("a longer word", 16_000))
    assert abs(len(await sound_in(wav)) - expected) <= 64
    assert np.abs(np.frombuffer(await sound_in(wav), "<i2")).max() > 1_000


async def test_two_channels_become_one():
    pcm = tone("a word", 16_000)
    both = np.repeat(np.frombuffer(pcm, "<i2"), 2).astype("<i2").tobytes()
    wav = riff(both, 16_000)
    wav = wav[:22] + struct.pack("<HIIH", 2, 16_000, 64_000, 4) + wav[34:]
    assert await sound_in(wav) == pcm


async def test_chunks_before_the_data_are_no_sound():
    pcm = tone("a word", 16_000)
    extra = struct.pack("<4sI", b"LIST", 6) + b"INFO\0\1"
    assert await sound_in(riff(pcm, 16_000, extra=extra)) == pcm


@pytest.mark.parametrize("wrong", WRONG_AUDIO)
async def test_what_is_no_sound_is_refused_or_less_and_never_half_a_sample(wrong):
    try:
        pcm = await sound_in(WRONG_AUDIO[wrong])
    except BadWav:
        return
    assert len(pcm) % 2 == 0


def test_blocks_are_all_of_it_in_order_and_short():
    pcm = np.arange(48_000, dtype="<u2").tobytes()
    blocks = list(blocks_of(pcm))
    assert b"".join(blocks) == pcm
    assert {len(block) for block in blocks} == {32_000}


def test_nothing_has_no_blocks():
    assert list(blocks_of(b"")) == []

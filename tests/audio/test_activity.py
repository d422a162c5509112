"""When somebody spoke, against calls whose truth is known."""

import numpy as np
import pytest

from audio.activity import speech_in
from bench.two_sided import two_sided

RATE = 16_000


def seconds(intervals):
    return sum(end - start for start, end in intervals)


@pytest.mark.parametrize("noise", [0.0, 30.0, 150.0])
@pytest.mark.parametrize("pauses", [(-0.4, 0.2), (0.3, 1.5)], ids=["quick", "slow"])
def test_talk_share_and_longest_stretch_are_within_3_percent(pauses, noise):
    sound, truth = two_sided(pauses, noise=noise)
    found = [speech_in(side) for side in sound]
    share, true_share = (
        seconds(each[0]) / (seconds(each[0]) + seconds(each[1])) for each in (found, truth)
    )
    assert share == pytest.approx(true_share, rel=0.03)
    longest, true_longest = (max(b - a for a, b in each[0]) for each in (found, truth))
    assert longest == pytest.approx(true_longest, rel=0.03)


def test_a_synthesiser_s_side_needs_no_vad():
    sound, truth = two_sided((0.3, 1.5))
    assert seconds(speech_in(sound[1], is_clean=True)) == pytest.approx(seconds(truth[1]), rel=0.03)


def test_silence_is_no_speech():
    assert speech_in(b"") == speech_in(bytes(100)) == speech_in(bytes(320_000)) == []


def test_steady_noise_is_no_speech():
    noise = np.random.default_rng(1).normal(0, 800, 10 * RATE).astype("<i2")
    assert speech_in(noise.tobytes()) == []


def test_knocks_are_no_speech():
    samples = np.random.default_rng(1).normal(0, 20, 10 * RATE)
    for at in range(RATE, 9 * RATE, RATE):
        samples[at : at + 600] += 8_000 * np.exp(-np.arange(600) / 80)
    assert speech_in(samples.astype("<i2").tobytes()) == []

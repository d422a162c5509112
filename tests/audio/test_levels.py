import math

import numpy as np
import pytest

from audio.levels import NoiseFloor, rms_of, rms_of_frame


def test_rms_is_the_root_of_the_mean_square():
    samples = np.random.default_rng(1).integers(-32768, 32767, 320)
    expected = math.sqrt((samples.astype(float) ** 2).mean())
    assert rms_of_frame(memoryview(samples.astype("<i2").tobytes())) == int(expected)


def test_full_scale_is_zero_decibels():
    assert rms_of(0.0) == 32768.0
    assert rms_of(-20.0) == pytest.approx(3276.8)


def test_digital_silence_has_no_level():
    assert rms_of_frame(memoryview(bytes(640))) == 0


def floor_after(*blocks):
    floor = NoiseFloor()
    for rms in blocks:
        heard = floor.hear_block(rms * NoiseFloor.BLOCK_FRAMES)
    return heard


def test_steady_noise_is_the_floor_at_once():
    assert floor_after(100.0) == pytest.approx(100.0)


def test_the_floor_falls_at_once_and_speech_does_not_lift_it():
    assert floor_after(*[1_000.0] * 20, 1.0) == pytest.approx(1.0)
    assert floor_after(*[10_000.0, 10_000.0, 10_000.0, 1.0] * 8) == pytest.approx(1.0)


def test_the_floor_follows_a_noise_that_began_two_seconds_ago():
    assert floor_after(*[1.0] * 20, *[5_000.0] * 19) == pytest.approx(1.0)
    assert floor_after(*[1.0] * 20, *[5_000.0] * 20) == pytest.approx(5_000.0)

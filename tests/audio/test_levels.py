import math

import numpy as np
import pytest

from audio.levels import Surroundings, rms_of, rms_of_frame


def test_rms_is_the_root_of_the_mean_square():
    samples = np.random.default_rng(1).integers(-32768, 32767, 320)
    expected = math.sqrt((samples.astype(float) ** 2).mean())
    assert rms_of_frame(memoryview(samples.astype("<i2").tobytes())) == int(expected)


def test_full_scale_is_zero_decibels():
    assert rms_of(0.0) == 32768.0
    assert rms_of(-20.0) == pytest.approx(3276.8)


def test_digital_silence_has_no_level():
    assert rms_of_frame(memoryview(bytes(640))) == 0


def after(*blocks, speaking=False):
    surroundings = Surroundings()
    level_after(*blocks, surroundings=surroundings, speaking=speaking)
    return surroundings


def level_after(*blocks, surroundings=None, speaking=False):
    """What a talker has to stand out from."""
    surroundings, level = surroundings or Surroundings(), math.inf
    for rms in blocks:
        level = surroundings.hear_block(rms * Surroundings.BLOCK_FRAMES, speaking=speaking)
    return level


def test_steady_noise_is_floor_and_ambience_at_once():
    heard = after(100.0)
    assert heard.floor == heard.ambience == pytest.approx(100.0)


def test_the_floor_falls_at_once_and_speech_does_not_lift_it():
    assert after(*[1_000.0] * 20, 1.0).floor == pytest.approx(1.0)
    assert after(*[10_000.0, 10_000.0, 10_000.0, 1.0] * 8).floor == pytest.approx(1.0)


def test_the_floor_follows_a_noise_that_began_two_seconds_ago():
    assert after(*[1.0] * 20, *[5_000.0] * 19).floor == pytest.approx(1.0)
    assert after(*[1.0] * 20, *[5_000.0] * 20).floor == pytest.approx(5_000.0)


def test_the_ambience_is_the_mean_of_what_has_been_going_on():
    assert after(*[300.0, 900.0] * 50).ambience == pytest.approx(600.0, rel=0.05)
    assert after(*[1.0] * 100, *[600.0] * 100).ambience == pytest.approx(600.0, rel=0.15)


def test_one_word_hardly_lifts_the_ambience():
    assert after(*[10.0] * 50, *[1_000.0] * 3).ambience < 100.0


def test_a_talker_does_not_lift_the_ambience():
    heard = after(10.0)
    level_after(*[3_000.0, 3_000.0, 500.0] * 50, surroundings=heard, speaking=True)
    assert heard.ambience == 10.0


def test_what_is_too_even_for_a_talker_is_ambience_whoever_was_heard_to_speak():
    heard = after(10.0)
    level_after(*[3_000.0, 2_000.0] * 50, surroundings=heard, speaking=True)
    assert heard.ambience == pytest.approx(2_500.0, rel=0.15)


def test_the_ambience_is_believed_the_more_the_longer_it_was_heard():
    assert level_after(1.0, 100.0) == 1.0
    assert level_after(*[1.0, 100.0] * 9) == pytest.approx(2.2)
    assert level_after(*[1.0, 100.0] * 90) == pytest.approx(3.0)
    assert level_after(*[1.0, 3.0] * 90) == pytest.approx(2.0, rel=0.05)


def test_digital_silence_hardly_dims_what_was_known_of_the_room():
    assert 70.0 < level_after(*[100.0] * 50, *[0.0] * 50) < 90.0


def test_nothing_is_known_of_the_room_from_digital_silence():
    assert level_after(*[0.0] * 50) == 0.0

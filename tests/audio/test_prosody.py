import numpy as np
import pytest

from audio.prosody import contour
from tests.speech import RATE, at_level, babble, noise, silence


def voice(hz, seconds=0.5, dbfs=-20.0):
    """A buzz of this pitch (Hz, or one for each sample)."""
    count = int(seconds * RATE)
    phase = np.cumsum(np.broadcast_to(hz, count)) / RATE
    waves = np.sum([np.sin(2 * np.pi * n * phase) / n for n in range(1, 8)], axis=0)
    return at_level((waves * 5_000).astype("<i2").tobytes(), dbfs)


def semitones(hz):
    return 12 * np.log2(hz / 100)


@pytest.mark.parametrize("hz", [80, 100, 140, 220, 300, 380])
def test_the_pitch_of_a_voice(hz):
    pitch = contour(voice(hz)).pitch
    assert np.nanmax(np.abs(pitch - semitones(hz))) < 0.3
    assert np.isnan(pitch).mean() < 0.1


def test_the_pitch_of_a_voice_over_noise():
    sound = np.frombuffer(voice(140), dtype="<i2") + np.frombuffer(noise(0.5, -30.0), dtype="<i2")
    pitch = contour(sound.tobytes()).pitch
    assert np.nanmedian(pitch) == pytest.approx(semitones(140), abs=0.3)


def test_a_falling_pitch_falls():
    pitch = contour(voice(np.linspace(200, 120, RATE // 2))).pitch
    assert (np.diff(pitch[~np.isnan(pitch)]) < 0.1).all()
    assert pitch[~np.isnan(pitch)][-1] == pytest.approx(semitones(122), abs=0.7)


def test_neither_noise_nor_silence_has_pitch():
    assert np.isnan(contour(noise(1)).pitch).mean() > 0.9
    assert np.isnan(contour(silence(1)).pitch).all()


def test_levels_are_decibels_of_full_scale():
    assert contour(voice(140, dbfs=-23.0)).levels == pytest.approx(-23.0, abs=1.0)
    assert (contour(silence(0.2)).levels < -100).all()


def test_a_held_vowel_moves_less_than_syllables():
    held, spoken = contour(voice(140)), contour(babble(1) + noise(0.2, -30.0) + babble(1))
    assert held.movement.mean() < 0.5 * spoken.movement.mean()


@pytest.mark.parametrize("samples", [0, 1, 639, 640, 641, 961])
def test_a_frame_for_each_20_ms_the_last_ending_with_the_sound(samples):
    heard = contour(bytes(2 * samples))
    count = max(0, (samples // 2 - 320) // 160 + 1)
    assert len(heard.levels) == len(heard.pitch) == len(heard.movement) == count


def test_the_last_frame_ends_with_the_sound():
    assert contour(silence(0.3) + voice(140, 0.041)).levels[-1] > -25.0
    assert contour(voice(140, 0.3) + silence(0.041)).levels[-1] < -60.0

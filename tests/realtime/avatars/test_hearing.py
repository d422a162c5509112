"""The visitor's microphone: what is missing, and what is too much."""

import numpy as np
import pytest

from realtime.avatars.local.hearing import MOST_AHEAD_S, MOST_GAP_S, Hearing, Timeline


def test_what_follows_at_once_has_no_silence_before_it():
    timeline = Timeline(100.0)
    assert timeline.take(5.0, 0.02, now=100.0) == 0.0
    assert timeline.take(5.02, 0.02, now=100.02) == pytest.approx(0.0)


def test_what_a_page_left_out_is_silence():
    timeline = Timeline(100.0)
    timeline.take(5.0, 0.02, now=100.0)
    assert timeline.take(5.4, 0.02, now=100.4) == pytest.approx(0.38)


def test_a_microphone_that_stopped_gives_little_silence():
    timeline = Timeline(100.0)
    timeline.take(5.0, 0.02, now=100.0)
    assert timeline.take(65.0, 0.02, now=160.0) == MOST_GAP_S


def test_another_microphones_clock_is_no_gap():
    timeline = Timeline(100.0)
    timeline.take(5.0, 0.02, now=100.0)
    assert timeline.take(1.0, 0.02, now=100.02) == 0.0
    assert timeline.take(1.02, 0.02, now=100.04) == pytest.approx(0.0)


def test_no_audio_goes_faster_than_time_for_long():
    timeline = Timeline(100.0)
    taken = [timeline.take(piece * 0.12, 0.12, now=100.0) for piece in range(100)]
    assert len([gap for gap in taken if gap is not None]) == int(MOST_AHEAD_S / 0.12)
    assert timeline.take(12.0, 0.12, now=110.0) == pytest.approx(0.0)


def test_made_up_gaps_are_no_faster_either():
    timeline, heard = Timeline(100.0), 0.0
    for piece in range(1_000):
        gap_s = timeline.take(piece * 10.0, 0.02, now=101.0)
        heard += 0.0 if gap_s is None else gap_s + 0.02
    assert heard <= 1.0 + MOST_AHEAD_S


def heard(samples, *, channels=2, rate_hz=48_000):
    hearing = Hearing()
    pieces = np.array_split(samples.reshape(-1, channels), 10)
    return np.frombuffer(
        b"".join(hearing.take(each.ravel(), channels=channels, rate_hz=rate_hz) for each in pieces),
        "<i2",
    )


def test_stereo_at_48_khz_becomes_mono_at_16():
    tone = (np.sin(np.arange(48_000) * 2 * np.pi * 300 / 48_000) * 20_000).astype(np.int16)
    mono = heard(np.repeat(tone, 2))
    assert 15_500 < len(mono) <= 16_000
    assert 19_000 < np.abs(mono.astype(int)).max() < 21_000


def test_two_loud_channels_do_not_overflow():
    loud = heard(np.full(9_600, 32_000, np.int16), rate_hz=16_000)
    assert (loud == 32_000).all()


def test_what_is_right_already_stays():
    sound = np.arange(1_000, dtype=np.int16)
    assert (heard(sound, channels=1, rate_hz=16_000) == sound).all()

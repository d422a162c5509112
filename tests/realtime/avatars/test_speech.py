"""The reply's sound, frame by frame."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from realtime.avatars.local.speech import MOST_BYTES, OUT_FRAME_BYTES, SILENCE, Speech


def tone(seconds, level=8_000):
    samples = np.sin(np.arange(int(16_000 * seconds)) * 2 * np.pi * 440 / 16_000) * level
    return samples.astype("<i2").tobytes()


def read_all(speech):
    sound = b""
    while not speech.is_empty:
        sound += speech.read()
    return sound


def test_without_sound_there_is_silence():
    speech = Speech()
    assert speech.read() == SILENCE and speech.level == 0.0


def test_sound_comes_out_three_times_as_dense_and_whole():
    speech = Speech()
    speech.push(tone(1.0))
    sound = read_all(speech)
    assert 50 * OUT_FRAME_BYTES <= len(sound) <= 51 * OUT_FRAME_BYTES
    assert np.abs(np.frombuffer(sound, "<i2")).max() > 7_500


@given(st.lists(st.integers(1, 1_600), min_size=1, max_size=8))
def test_however_it_is_cut_none_of_it_is_lost(sizes):
    whole, cut = Speech(), Speech()
    sound = tone(sum(sizes) / 16_000)
    whole.push(sound)
    for size in sizes:
        cut.push(sound[: 2 * size])
        sound = sound[2 * size :]
    one, other = (np.frombuffer(read_all(each), "<i2").astype(int) for each in (whole, cut))
    assert len(one) == len(other) and np.abs(one - other).max() <= 2


def test_the_level_is_that_of_what_is_heard_now():
    speech = Speech()
    speech.push(tone(0.1))
    speech.read()
    speech.read()
    assert 5_000 < speech.level < 6_000
    read_all(speech)
    speech.read()
    assert speech.level == 0.0


def test_what_is_dropped_is_not_heard():
    speech = Speech()
    speech.push(tone(0.4))
    speech.read()
    speech.drop()
    assert speech.is_empty and speech.read() == SILENCE


def test_it_counts_what_was_heard_of_a_reply():
    speech = Speech()
    speech.begin()
    speech.push(tone(0.5))
    read_all(speech)
    assert 0.49 < speech.played_s < 0.51
    speech.begin()
    assert speech.played_s == 0.0


def test_sound_that_nobody_reads_is_bounded():
    speech = Speech()
    for _ in range(5):
        speech.push(tone(1.0))
    assert len(read_all(speech)) <= MOST_BYTES + 2 * OUT_FRAME_BYTES

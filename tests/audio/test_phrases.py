import numpy as np
import pytest

from audio.phrases import Voice
from audio.prosody import Contour


def flat(pitch, levels=-20.0, movement=5.0, count=50):
    return Contour(np.full(count, levels), np.full(count, pitch), np.full(count, movement))


def test_a_shift_is_from_the_middle_of_what_the_talker_was_heard_to_speak_at():
    voice = Voice()
    for _ in range(6):
        assert voice.hear(flat(5.0)).shift == 0.0
    assert 2.0 < voice.hear(flat(2.0)).shift <= 3.0


def test_a_bend_is_within_the_phrase():
    falling = flat(0.0)
    falling.pitch[-4:] = -4.0
    assert Voice().hear(falling).bend == 4.0


def test_without_enough_pitch_it_says_nothing():
    whispered = flat(np.nan)
    heard = Voice().hear(whispered)
    assert (heard.shift, heard.bend) == (0.0, 0.0)


def test_a_voice_fades_since_it_was_loud():
    fading = flat(0.0)
    fading.levels[-7:] = -32.0
    assert Voice().hear(fading).fading == 7
    assert Voice().hear(flat(0.0)).fading == 0


def test_a_drawn_out_syllable_moves_less_than_the_talker_usually_does():
    drawn = flat(0.0)
    drawn.movement[-12:] = 2.5
    assert Voice().hear(drawn).movement == pytest.approx(0.5)


def test_neither_a_higher_voice_nor_a_softer_one_makes_a_difference():
    def phrase(pitch, level):
        heard = flat(pitch, levels=level)
        heard.pitch[-4:] -= 4.0
        heard.levels[-5:] -= 12.0
        return Voice().hear(heard)

    assert phrase(0.0, -20.0) == phrase(11.0, -43.0)


def test_what_is_measured_wrongly_is_bounded():
    odd = flat(0.0)
    odd.pitch[-3:], odd.movement[-12:], odd.levels[-40:] = 19.0, 99.0, -45.0
    heard = Voice().hear(odd)
    assert (heard.shift, heard.bend, heard.fading, heard.movement) == (6.0, 6.0, 20, 1.5)

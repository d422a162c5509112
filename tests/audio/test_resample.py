import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from audio.resample import Resampler


def resampled(pieces, source, target):
    stream = Resampler(source, target)
    return b"".join([*(stream.push(piece) for piece in pieces), stream.flush()])


def tone(hz, rate, seconds=0.5):
    time = np.arange(int(rate * seconds)) / rate
    return (8_000 * np.sin(2 * np.pi * hz * time)).astype("<i2").tobytes()


@settings(max_examples=30)
@given(st.lists(st.integers(0, 3_000), max_size=12))
def test_pieces_of_any_size_give_the_same_sound(cuts):
    sound = tone(440, 22_050)
    pieces, at = [], 0
    for cut in cuts:
        pieces.append(sound[at : at + 2 * cut])
        at += 2 * cut
    pieces.append(sound[at:])
    whole = np.frombuffer(resampled([sound], 22_050, 16_000), dtype="<i2").astype(int)
    cut = np.frombuffer(resampled(pieces, 22_050, 16_000), dtype="<i2").astype(int)
    assert len(cut) == len(whole)
    assert np.abs(cut - whole).max() <= 2  # soxr dithers


def test_a_tone_keeps_its_pitch_level_and_length():
    pcm = np.frombuffer(resampled([tone(440, 22_050)], 22_050, 16_000), dtype="<i2")
    assert abs(len(pcm) - 8_000) <= 1
    spectrum = np.abs(np.fft.rfft(pcm))
    assert abs(np.argmax(spectrum) * 16_000 / len(pcm) - 440) <= 2
    assert 7_500 < np.abs(pcm[1_000:-1_000]).max() < 8_500

"""The detector with the VAD it is fed by, on sound as microphones give it."""

import numpy as np
import pytest
import webrtcvad

from audio.detector import SpeechBegan, SpeechCeased, SpeechDetector, StartRule
from audio.levels import rms_of_frame
from tests.speech import RATE, at_level, babble, chunks, mixed, noise, room, silence

FRAME_BYTES = 640
SILENCE_FRAMES = 30


def edges(sound):
    """Where speech begins and ceases in `sound`, each with the second it was told at."""
    is_speech = webrtcvad.Vad(2).is_speech
    heard = SpeechDetector(rule=StartRule(window=10, active=6), silence_frames=SILENCE_FRAMES)
    found = []
    for frame in chunks(sound, FRAME_BYTES):
        if len(frame) == FRAME_BYTES:
            edge = heard.hear(is_speech(frame, RATE), rms_of_frame(memoryview(frame)))
            if isinstance(edge, SpeechBegan | SpeechCeased):
                found.append((heard.frame / 50, edge))
    return found


def spans(sound):
    """(begins, ceases) in seconds of each stretch of speech; None: it goes on."""
    told = [edge.frame / 50 for _, edge in edges(sound)]
    return list(zip(told[::2], [*told[1::2], None], strict=False))


def hum(seconds, dbfs):
    time = np.arange(int(seconds * RATE)) / RATE
    waves = np.sum([np.sin(2 * np.pi * 50 * n * time) / n for n in range(1, 6)], axis=0)
    return at_level((waves * 8_000).astype("<i2").tobytes(), dbfs)


def talk(seconds, generator):
    """Words and pauses of changing length and loudness, at a pace and pitch of their own."""
    voice, pace = np.frombuffer(babble(4), dtype="<i2") * 1.0, generator.uniform(0.8, 1.25)
    pieces: list[np.ndarray] = []
    while sum(len(piece) for piece in pieces) < seconds * RATE:
        at, length = generator.integers(2 * RATE), int(generator.uniform(0.2, 1.0) * RATE)
        slowed = np.interp(np.arange(0, length, pace), np.arange(length), voice[at : at + length])
        pieces += [slowed * generator.uniform(0.4, 1.0), np.zeros(generator.integers(RATE // 2))]
    return np.concatenate(pieces)[: int(seconds * RATE)]


def crowd(seconds, dbfs, voices=8):
    generator = np.random.default_rng(3)
    total = np.mean([talk(seconds, generator) for _ in range(voices)], axis=0)
    return at_level(total.astype("<i2").tobytes(), dbfs)


def clicks(seconds, a_second=8):
    """Keys being struck: 10 ms each, at once loud."""
    generator = np.random.default_rng(4)
    samples = np.zeros(int(seconds * RATE))
    for at in range(0, len(samples) - 160, RATE // a_second):
        samples[at : at + 160] = generator.standard_normal(160) * np.exp(-np.arange(160) / 30)
    return (samples * 8_000).clip(-32768, 32767).astype("<i2").tobytes()


def later(sound, seconds):
    return silence(seconds) + sound


def test_speech_in_a_quiet_room():
    [(begins, ceases)] = spans(mixed(room(4), later(babble(1), 1.0)))
    assert 0.9 <= begins <= 1.1
    assert 1.9 <= ceases <= 2.1


def test_soft_speech_in_a_quiet_room():
    [(begins, ceases)] = spans(mixed(room(4), later(babble(1, dbfs=-35.0), 1.0)))
    assert 0.9 <= begins <= 1.1
    assert 1.85 <= ceases <= 2.1


def test_clipped_speech():
    overdriven = at_level(babble(1), 6.0)
    assert max(np.abs(np.frombuffer(overdriven, dtype="<i2").astype(int))) >= 32_767
    [(begins, ceases)] = spans(mixed(room(4), later(overdriven, 1.0)))
    assert 0.9 <= begins <= 1.1
    assert 1.9 <= ceases <= 2.2


@pytest.mark.parametrize("dbfs", [-20.0, -35.0])
def test_speech_after_digital_silence_and_before_it(dbfs):
    [(begins, ceases)] = spans(later(babble(1, dbfs), 5.0) + silence(2))
    assert 4.9 <= begins <= 5.1
    assert 5.85 <= ceases <= 6.1


def test_a_microphone_muted_in_mid_speech_and_opened_again():
    """What was said after is found, and neither the cut nor the room's return is speech."""
    around = noise(12, dbfs=-45.0)
    sound = bytearray(mixed(around, later(babble(2), 2.0), later(babble(1), 9.0)))
    sound[3 * 32_000 : 6 * 32_000] = silence(3)
    (_, muted), (again, _) = spans(bytes(sound))
    assert muted == pytest.approx(3.0, abs=0.1)
    assert 8.9 <= again <= 9.1


def test_digital_silence_between_words_as_noise_gates_leave_it():
    gated = (babble(1) + silence(1.5)) * 6
    assert len(spans(silence(1) + gated)) == 6


def test_clicks_are_not_speech():
    assert edges(mixed(room(20), clicks(20))) == []


def test_clicks_do_not_keep_speech_open():
    [(_, ceases)] = spans(mixed(room(8), later(babble(1), 1.0) + clicks(6, a_second=2)))
    assert ceases == pytest.approx(2.0, abs=0.3)


@pytest.mark.parametrize("dbfs", [-60.0, -45.0, -30.0, -20.0, -10.0, -3.0])
@pytest.mark.parametrize("kind", [noise, hum])
def test_steady_noise_of_any_level_is_not_speech(kind, dbfs):
    assert edges(kind(30, dbfs)) == []


@pytest.mark.parametrize("dbfs", [-45.0, -30.0, -20.0, -10.0])
@pytest.mark.parametrize("kind", [noise, hum])
def test_steady_noise_that_begins_is_taken_for_speech_once_and_not_for_long(kind, dbfs):
    found = edges(mixed(room(40), later(kind(35, dbfs), 5.0)))
    assert len(found) in (0, 2)
    assert all(at < 5.0 + 2.0 + SILENCE_FRAMES / 50 + 0.2 for at, _ in found)


@pytest.mark.parametrize("dbfs", [-40.0, -30.0, -25.0])
def test_a_crowd_is_not_speech(dbfs):
    assert edges(mixed(room(60), crowd(60, dbfs))) == []


def test_a_crowd_that_begins_is_taken_for_speech_once_and_let_go():
    found = edges(mixed(room(60), later(crowd(55, -30.0), 5.0)))
    assert len(found) <= 2
    assert all(at < 20.0 for at, _ in found)


@pytest.mark.parametrize("around", [crowd, hum, noise])
def test_speech_10_db_over_what_surrounds_it(around):
    found = edges(mixed(around(15, -30.0), later(babble(2), 6.0)))
    (told, began), (_, ceased) = found
    assert isinstance(began, SpeechBegan) and isinstance(ceased, SpeechCeased)
    assert 5.9 <= began.frame / 50 <= 6.2
    assert told <= 6.4
    assert 7.8 <= ceased.frame / 50 <= 9.0


def test_a_stream_that_begins_in_mid_speech_is_soon_heard():
    words = babble(0.7) + silence(0.2) + babble(2)
    assert edges(mixed(room(6), words))[0][0] < 1.1


def test_the_first_word_in_a_quiet_room_starts_at_once():
    told, began = edges(mixed(room(3), later(babble(1), 0.3)))[0]
    assert told <= 0.3 + 0.2
    assert began.frame / 50 <= 0.4


def test_a_soft_talker_behind_a_noise_gate_is_heard_after_a_loud_one():
    """The gate leaves digital silence: then the only floor there is are the talker's own dips."""
    generator = np.random.default_rng(8)
    loud, soft = (talk(20, generator).astype("<i2").tobytes() for _ in range(2))
    sound, said = silence(3), []
    for number in range(4):
        phrase = at_level(loud[number * 70_400 : (number + 1) * 70_400], -15)
        sound += phrase + silence(0.7)
    for number in range(10):
        said.append(len(sound) / 2 / RATE)
        sound += at_level(soft[number * 32_000 : (number + 1) * 32_000], -35) + silence(0.7)
    heard = spans(sound)
    missed = [at for at in said if not any(a < at + 1.0 and (b or 1e9) > at for a, b in heard)]
    assert missed == []


def test_the_same_voice_behind_a_noise_gate_is_heard_for_ever():
    sound = silence(3) + (babble(2.6, dbfs=-25) + silence(0.7)) * 30
    assert len(spans(sound)) == 30

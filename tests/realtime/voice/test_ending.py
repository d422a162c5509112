import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audio.detector import PAUSE_FRAMES
from audio.phrases import PhraseEnd
from realtime.voice import events
from realtime.voice.commands import AskAgent
from realtime.voice.ending import Pauses, finality, silence_to_end
from realtime.voice.messages import Configuration
from realtime.voice.session import VoiceSession
from realtime.voice.settings import VoiceSettings
from tests.speech import RATE, at_level, chunks, mixed, room, silence

GOES_ON = PhraseEnd(shift=0.5, bend=0.5, fading=1, movement=1.2)
ENDS = PhraseEnd(shift=4.0, bend=3.0, fading=8, movement=0.7)


def phrase(ending, seconds=1.2):
    """Syllables of a buzz; at the last the pitch falls and the voice fades, or it breaks off."""
    time = np.arange(int(seconds * RATE)) / RATE
    hz = 150 + 8 * np.sin(2 * np.pi * 1.5 * time)
    loudness = 0.5 + 0.5 * np.abs(np.sin(2 * np.pi * 2.5 * time))
    if ending == "falls":
        hz -= np.interp(time, [seconds - 0.35, seconds], [0, 50])
        loudness *= np.interp(time, [seconds - 0.3, seconds], [1.0, 0.1])
    phase = np.cumsum(hz) / RATE
    waves = np.sum([np.sin(2 * np.pi * n * phase) / n for n in range(1, 20)], axis=0)
    return at_level((waves * loudness * 5_000).astype("<i2").tobytes(), -20.0)


def in_room(*sounds):
    whole = silence(1) + b"".join(sounds) + silence(2)
    return mixed(room(len(whole) / 32_000), whole)


def hear(core, sound, *, size=640, reads=False):
    outputs = []
    for chunk in chunks(sound, size):
        outputs += core.receive(chunk, now=0.0)
        while reads and outputs and core.take_audio(turn_of(outputs)):
            pass
    return outputs


def turn_of(outputs):
    return [output.turn for output in outputs if isinstance(output, AskAgent)][-1]


def stopped(outputs):
    """When each turn stopped, in ms."""
    return [each.audio_end_ms for each in outputs if isinstance(each, events.SpeechStopped)]


# Features to silence


def test_what_sounds_final_is_likely_to_be():
    assert finality(GOES_ON) < 0.1
    assert finality(ENDS) > 0.9


@pytest.mark.parametrize("more", [{"shift": 5.0}, {"bend": 5.0}, {"fading": 15}, {"movement": 0.3}])
def test_each_sign_of_an_end_makes_it_likelier(more):
    assert finality(PhraseEnd(**{**vars(GOES_ON), **more})) > finality(GOES_ON)


def test_what_else_is_known_counts():
    assert finality(GOES_ON, evidence=3.0) > finality(GOES_ON) > finality(GOES_ON, evidence=-3.0)


@given(st.floats(0, 1), st.floats(0.5, 2), st.integers(1, 250))
def test_a_turn_never_ends_later_than_by_silence_nor_before_the_pause_is_told(
    final, patience, longest
):
    frames = silence_to_end(final, patience=patience, longest=longest)
    assert min(PAUSE_FRAMES, longest) <= frames <= longest


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0.5, 2), st.floats(0.5, 2))
def test_the_more_final_and_the_less_patient_the_sooner(one, other, calm, hasty):
    calm, hasty = max(calm, hasty), min(calm, hasty)
    sooner = silence_to_end(max(one, other), patience=hasty, longest=50)
    assert sooner <= silence_to_end(min(one, other), patience=calm, longest=50)


# The talker


def test_patience_follows_the_talker_s_pauses_within_bounds():
    pauses = Pauses()
    assert pauses.patience == 1.0
    for _ in range(5):
        pauses.add(60)
    assert 1.5 < pauses.patience <= 2.0
    hasty = Pauses()
    for _ in range(50):
        hasty.add(1)
    assert hasty.patience == 0.5


# In a session


def test_a_turn_that_sounds_finished_ends_before_its_silence():
    [end] = stopped(hear(VoiceSession(VoiceSettings(silence_ms=1_000)), in_room(phrase("falls"))))
    assert 2_200 + 140 <= end <= 2_200 + 500


def test_a_turn_that_breaks_off_waits_longer():
    [end] = stopped(hear(VoiceSession(VoiceSettings(silence_ms=1_000)), in_room(phrase("breaks"))))
    assert end > 2_200 + 700


def test_a_hesitation_does_not_end_the_turn_that_its_end_ends():
    sound = in_room(phrase("breaks"), silence(0.5), phrase("falls"))
    [end] = stopped(hear(VoiceSession(VoiceSettings(silence_ms=1_000)), sound))
    assert 3_900 + 140 <= end <= 3_900 + 500


def test_switched_off_only_silence_ends_turns():
    core = VoiceSession(VoiceSettings(silence_ms=1_000))
    core.configure(Configuration(early_end=False))
    assert core.configuration.early_end is False
    [end] = stopped(hear(core, in_room(phrase("falls"))))
    assert end >= 2_200 + 900


def test_a_turn_by_hand_is_not_ended():
    core = VoiceSession(VoiceSettings())
    core.start_speaking(now=0.0)
    assert stopped(hear(core, in_room(phrase("falls")))) == []


@settings(max_examples=15, deadline=None)
@given(
    st.lists(st.integers(1, 16_000).map(lambda samples: 2 * samples), min_size=1, max_size=20),
    st.booleans(),
)
def test_however_audio_is_cut_and_read_turns_end_at_the_same_sample(sizes, reads):
    sound = in_room(phrase("breaks"), silence(0.4), phrase("falls"), silence(1.5), phrase("falls"))
    expected = stopped(hear(VoiceSession(VoiceSettings()), sound))
    core, outputs, at, number = VoiceSession(VoiceSettings()), [], 0, 0
    while at < len(sound):
        size = sizes[number % len(sizes)]
        outputs += core.receive(sound[at : at + size], now=0.0)
        while reads and outputs and core.take_audio(turn_of(outputs)):
            pass
        at, number = at + size, number + 1
    assert stopped(outputs) == expected
    assert len(expected) >= 2


def test_who_is_ended_too_soon_is_given_more_time():
    core = VoiceSession(VoiceSettings(silence_ms=300))
    sound = in_room(*[phrase("breaks", 0.8) + silence(1.0)] * 8)
    ends = stopped(hear(core, sound))
    waited = [end - 1_000 - 1_800 * number - 800 for number, end in enumerate(ends)]
    assert len(waited) == 8
    assert waited[-1] >= waited[0]
    assert core._ending._pauses.patience > 1.0

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audio.detector import (
    PAUSE_FRAMES,
    SpeechBegan,
    SpeechCeased,
    SpeechDetector,
    SpeechPaused,
    SpeechResumed,
    StartRule,
)
from audio.levels import rms_of

RULE = StartRule(window=10, active=6)
LOUD, QUIET = rms_of(-20.0), rms_of(-65.0)


def detector(rule=RULE, silence_frames=30):
    return SpeechDetector(rule=rule, silence_frames=silence_frames)


def edges(heard, frames, kinds=(SpeechBegan, SpeechCeased)):
    """The edges of these kinds that `frames` cause, each with the frame it came at."""
    found = []
    for voiced, energy in frames:
        at = heard.frame
        if isinstance(edge := heard.hear(voiced, energy), kinds):
            found.append((at, edge))
    return found


def pauses(heard, frames):
    return edges(heard, frames, (SpeechPaused, SpeechResumed, SpeechCeased))


def speech(count):
    return [(True, LOUD)] * count


def quiet(count):
    return [(False, QUIET)] * count


def test_speech_begins_at_the_first_active_frame_once_enough_are_active():
    assert edges(detector(), quiet(50) + speech(6)) == [(55, SpeechBegan(50))]


def test_one_frame_short_of_enough_is_not_speech():
    assert edges(detector(), quiet(50) + speech(5) + quiet(50)) == []


def test_gaps_are_allowed_within_the_window():
    gapped = speech(2) + quiet(2) + speech(2) + quiet(2) + speech(2)
    assert edges(detector(), quiet(50) + gapped) == [(59, SpeechBegan(50))]


def test_speech_ceases_when_silence_has_lasted_and_is_dated_back_to_its_start():
    found = edges(detector(), quiet(50) + speech(50) + quiet(40))
    assert found == [(55, SpeechBegan(50)), (129, SpeechCeased(100))]


def test_a_wrong_verdict_in_the_silence_saves_nothing():
    ending = quiet(10) + speech(1) + quiet(10) + speech(1) + quiet(20)
    found = edges(detector(), quiet(50) + speech(50) + ending)
    assert [type(edge) for _, edge in found] == [SpeechBegan, SpeechCeased]
    assert found[1][0] == 131


def test_the_first_frames_of_a_stream_decide_nothing():
    assert edges(detector(), [(True, LOUD)] * 4 + [(True, QUIET)] * 20) == []


def test_steady_noise_called_speech_is_not_speech():
    assert edges(detector(), [(True, LOUD)] * 3_000) == []


def test_speech_over_noise_is_speech():
    noisy = [(True, rms_of(-35.0))] * 100
    assert edges(detector(), noisy + speech(6)) == [(105, SpeechBegan(100))]


def test_noise_that_begins_in_speech_does_not_hold_it_open():
    noise = [(True, rms_of(-30.0))]
    found = edges(detector(), quiet(50) + speech(50) + noise * 300)
    assert isinstance(found[1][1], SpeechCeased)
    assert found[1][0] < 50 + 50 + 110 + 40


def test_what_is_too_quiet_for_any_talker_is_not_speech():
    assert edges(detector(), quiet(50) + [(True, rms_of(-61.0))] * 20) == []


def test_a_stricter_rule_lets_a_cough_pass():
    heard = detector(StartRule(window=12, active=10))
    assert edges(heard, quiet(50) + speech(8) + quiet(20)) == []
    assert edges(heard, speech(10))[0][1] == SpeechBegan(78)


def test_at_rest_the_speech_that_goes_on_must_begin_anew():
    heard = detector()
    edges(heard, quiet(50) + speech(20))
    heard.rest()
    assert not heard.is_speaking
    assert edges(heard, speech(6)) == [(75, SpeechBegan(70))]


@pytest.mark.parametrize("silence_frames", [5, 250])
def test_the_silence_may_be_shorter_or_longer_than_the_start(silence_frames):
    found = edges(detector(silence_frames=silence_frames), quiet(50) + speech(50) + quiet(260))
    assert [type(edge) for _, edge in found] == [SpeechBegan, SpeechCeased]
    assert found[1] == (99 + silence_frames, SpeechCeased(100))


def test_a_pause_is_told_of_once_and_its_length_when_speech_goes_on():
    found = pauses(detector(), quiet(50) + speech(50) + quiet(20) + speech(50))
    assert found == [(99 + PAUSE_FRAMES, SpeechPaused(100)), (122, SpeechResumed(20))]


def test_a_short_gap_is_no_pause():
    assert pauses(detector(), quiet(50) + speech(50) + quiet(PAUSE_FRAMES - 1) + speech(50)) == []


def test_a_click_does_not_end_a_pause():
    found = pauses(detector(), quiet(50) + speech(50) + quiet(10) + speech(2) + quiet(30))
    assert [type(edge) for _, edge in found] == [SpeechPaused, SpeechCeased]


def test_a_pause_may_end_speech_sooner_but_only_that_pause():
    heard = detector()
    edges(heard, quiet(50) + speech(50) + quiet(PAUSE_FRAMES))
    heard.await_silence(12)
    assert edges(heard, quiet(3)) == []
    assert edges(heard, speech(20) + quiet(29)) == []
    assert [type(edge) for _, edge in edges(heard, quiet(1))] == [SpeechCeased]


def test_a_pause_awaited_no_longer_ends_speech_where_it_began():
    heard = detector()
    edges(heard, quiet(50) + speech(50) + quiet(PAUSE_FRAMES))
    heard.await_silence(9)
    assert edges(heard, quiet(5)) == [(108, SpeechCeased(100))]


def test_no_pause_ends_speech_later_than_any_silence_does():
    heard = detector()
    edges(heard, quiet(50) + speech(50) + quiet(PAUSE_FRAMES))
    heard.await_silence(99)
    assert edges(heard, quiet(99))[0][0] <= 100 + 33


def test_a_silence_shorter_than_a_pause_ends_speech_untold():
    found = pauses(detector(silence_frames=5), quiet(50) + speech(50) + quiet(20))
    assert [type(edge) for _, edge in found] == [SpeechCeased]


@given(st.lists(st.tuples(st.booleans(), st.floats(0, 1e12)), max_size=400))
def test_edges_alternate_and_never_lie_ahead(frames):
    found = edges(detector(silence_frames=10), frames)
    kinds = [type(edge) for _, edge in found]
    assert kinds == [SpeechBegan, SpeechCeased] * (len(kinds) // 2) + [SpeechBegan] * (
        len(kinds) % 2
    )
    assert all(0 <= edge.frame <= at for at, edge in found)


@given(st.lists(st.tuples(st.booleans(), st.integers(1, 30)), max_size=40))
def test_pauses_and_resumptions_alternate_within_speech(stretches):
    heard, paused = detector(silence_frames=20), False
    for voiced, length in [(False, 20), *stretches]:
        for frame in (speech if voiced else quiet)(length):
            match heard.hear(*frame):
                case SpeechPaused():
                    assert heard.is_speaking and not paused
                    paused = True
                case SpeechResumed() as resumed:
                    assert paused and resumed.paused >= PAUSE_FRAMES - 2
                    paused = False
                case SpeechCeased():
                    paused = False

import pytest

from realtime.voice.turns import TurnEnded, TurnOpened, Turns, TurnState

SECOND = 16_000


def turns(prefix=0, automatic=True):
    machine = Turns(max_samples=60 * SECOND, max_seconds=60.0, idle_seconds=1.0)
    machine.prefix = prefix
    machine.automatic = automatic
    return machine


def open_turn(state, **options):
    machine = turns(**options)
    if state is TurnState.AUTOMATIC:
        machine.begin(SECOND, now=1.0)
    if state is TurnState.BY_HAND:
        machine.start_by_hand(SECOND, now=1.0)
    assert machine.state is state
    return machine


def test_speech_opens_a_turn_a_prefix_before_it():
    machine = turns(prefix=4_800)
    assert machine.begin(16_000, now=0.0) == TurnOpened(11_200)
    assert machine.state is TurnState.AUTOMATIC


def test_the_prefix_reaches_neither_before_the_stream_nor_into_the_turn_before():
    machine = turns(prefix=4_800)
    assert machine.begin(1_000, now=0.0) == TurnOpened(0)
    machine.cease(20_000, at=30_000)
    assert machine.begin(31_000, now=3.0) == TurnOpened(30_000)


def test_silence_ends_an_automatic_turn():
    machine = open_turn(TurnState.AUTOMATIC)
    assert machine.cease(20_000, at=29_600) == TurnEnded(29_600, 20_000, "silence")
    assert machine.state is TurnState.IDLE


def test_speech_opens_nothing_when_turns_are_by_hand_only():
    machine = turns(automatic=False)
    assert machine.begin(16_000, now=0.0) is None
    assert machine.state is TurnState.IDLE


def test_the_client_opens_and_ends_a_turn():
    machine = turns(prefix=4_800)
    assert machine.start_by_hand(16_000, now=0.0) == TurnOpened(11_200)
    assert machine.stop_by_hand(32_000) == TurnEnded(32_000, 32_000, "client")


def test_start_speaking_adopts_the_open_turn_and_silence_no_longer_ends_it():
    machine = open_turn(TurnState.AUTOMATIC)
    assert machine.start_by_hand(20_000, now=2.0) is None
    assert machine.state is TurnState.BY_HAND
    assert machine.cease(21_000, at=30_600) is None
    assert machine.state is TurnState.BY_HAND


def test_the_client_ends_an_automatic_turn_too():
    machine = open_turn(TurnState.AUTOMATIC)
    assert machine.stop_by_hand(20_000) == TurnEnded(20_000, 20_000, "client")


@pytest.mark.parametrize("state", TurnState)
def test_what_says_nothing_new_changes_nothing(state):
    machine = open_turn(state)
    if state is TurnState.IDLE:
        assert machine.stop_by_hand(17_000) is None
        assert machine.cease(16_500, at=17_000) is None
        assert machine.expire(17_000, now=1e9) is None
    else:
        assert machine.begin(17_000, now=1.5) is None
    if state is TurnState.BY_HAND:
        assert machine.start_by_hand(17_000, now=1.5) is None
    assert machine.state is state


@pytest.mark.parametrize("state", [TurnState.AUTOMATIC, TurnState.BY_HAND])
def test_a_turn_ends_at_its_maximum(state):
    machine = open_turn(state)
    assert machine.limit == 61 * SECOND
    assert machine.reach_limit() == TurnEnded(61 * SECOND, 61 * SECOND, "max_duration")
    assert machine.limit > 1e18


def test_without_a_turn_there_is_no_limit_to_reach():
    machine = turns()
    with pytest.raises(AssertionError):
        machine.reach_limit()
    assert machine.state is TurnState.IDLE


def test_audio_that_stops_arriving_ends_an_automatic_turn():
    machine = open_turn(TurnState.AUTOMATIC)
    assert machine.next_deadline() == 2.0
    machine.hear_audio(now=1.5)
    assert machine.next_deadline() == 2.5
    assert machine.expire(20_000, now=2.4) is None
    assert machine.expire(20_000, now=2.5) == TurnEnded(20_000, 20_000, "audio_idle")
    assert machine.next_deadline() is None


def test_audio_that_only_trickles_in_ends_the_turn_at_twice_its_maximum():
    machine = open_turn(TurnState.AUTOMATIC)
    machine.hear_audio(now=120.5)
    assert machine.next_deadline() == 121.0
    assert machine.expire(20_000, now=121.0) == TurnEnded(20_000, 20_000, "max_duration")


def test_a_turn_by_hand_whose_audio_stopped_waits_for_twice_its_maximum():
    machine = open_turn(TurnState.BY_HAND)
    machine.hear_audio(now=1.5)
    assert machine.next_deadline() == 121.0
    assert machine.expire(20_000, now=121.0) == TurnEnded(20_000, 20_000, "max_duration")


def test_an_adopted_turn_waits_as_long_as_one_by_hand():
    machine = open_turn(TurnState.AUTOMATIC)
    machine.start_by_hand(20_000, now=5.0)
    assert machine.next_deadline() == 121.0


def test_with_nothing_open_there_is_no_deadline():
    machine = turns()
    machine.hear_audio(now=1.0)
    assert machine.next_deadline() is None

import asyncio

import pytest

from realtime.conversations import driver as module
from realtime.conversations.events import EventType
from realtime.conversations.selection import Selection
from state.contract import STREAM_GATHER_SECONDS
from state.errors import ServerStopping, TooManyStreams
from tests.figures import Growth
from tests.realtime.conversations.streams import (
    ANA,
    BORA,
    Reader,
    Staying,
    StillLoop,
    Streamed,
    still,
    turns,
    types,
)
from tests.realtime.conversations.talks import (
    ALL,
    blocks,
    events,
    seqs,
)
from tests.waiting import until


@pytest.fixture
async def streamed():
    """Made with the settings of a test."""
    made = []

    def make(**settings):
        made.append(Streamed(**settings))
        return made[-1]

    yield make
    for each in made:
        await each.broadcast.close()


# Who comes


async def test_the_first_thing_says_when_to_come_back(streamed):
    reader = streamed().subscribe()
    assert reader.writes[0] == (
        b'retry: 3000\ndata: {"type":"heartbeat","data":{"timestamp":"2024-01-15T10:30:00Z"}}\n\n'
    )


async def test_who_asks_for_nothing_gets_what_comes_from_now_on(streamed):
    stream = streamed()
    stream.tell("ana")
    reader = stream.subscribe()
    stream.tell("ana")
    await until(lambda: seqs(reader.stream))
    assert seqs(reader.stream) == [2]


async def test_who_comes_back_gets_what_it_missed_and_then_what_comes(streamed):
    stream = streamed()
    for _ in range(3):
        stream.tell("ana")
    reader = stream.subscribe(after=1)
    stream.tell("ana")
    await until(lambda: 4 in seqs(reader.stream))
    assert seqs(reader.stream) == [2, 3, 4]


async def test_what_is_published_but_not_written_yet_comes_once(streamed):
    stream = streamed()
    first = stream.subscribe()
    stream.tell("ana")
    second = stream.subscribe(after=0)
    third = stream.subscribe()
    stream.tell("ana")
    await until(lambda: all(2 in seqs(reader.stream) for reader in (first, second, third)))
    assert [seqs(reader.stream) for reader in (first, second, third)] == [[1, 2], [1, 2], [2]]


async def test_who_joins_while_something_waits_doesnt_stop_the_stream(streamed):
    stream = streamed()
    first = stream.subscribe()
    stream.tell("ana")
    stream.subscribe()
    await until(lambda: seqs(first.stream) == [1])


async def test_what_it_missed_comes_filtered(streamed):
    stream = streamed()
    for lead in ("ana", "bora", "ana"):
        stream.tell(lead)
    reader = stream.subscribe(BORA, after=0)
    stream.tell("ana")
    stream.tell("bora")
    await until(lambda: 5 in seqs(reader.stream))
    assert seqs(reader.stream) == [2, 5]


async def test_only_wanted_types_come(streamed):
    stream = streamed()
    stream.tell("ana", role="user")
    reader = stream.subscribe(Selection(types=frozenset({EventType.CONVERSATION_UPDATE})), after=0)
    stream.tell("ana", role="user")
    await until(lambda: 4 in seqs(reader.stream))
    assert [each for each in events(reader.stream) if each[0]] == [
        (2, "conversation_update"),
        (4, "conversation_update"),
    ]


@pytest.mark.parametrize("place", ["x", "0123456789abcdef-9", "fedcba9876543210-1", "-" * 200])
async def test_who_comes_with_a_place_that_means_nothing_is_told_of_one_gap(streamed, place):
    stream = streamed()
    stream.tell("ana")
    reader = stream.subscribe(after=place)
    stream.tell("ana")
    await until(lambda: seqs(reader.stream))
    assert types(reader) == ["heartbeat", "gap", "new_message"]
    assert blocks(reader.stream)[1] == (
        None,
        {"type": "gap", "data": {"requested": place, "last_event_id": stream.id(1)}},
        None,
    )
    assert seqs(reader.stream) == [2]


async def test_who_comes_too_late_is_told_of_one_gap_and_then_what_comes(streamed):
    stream = streamed(replay_events=2)
    for _ in range(4):
        stream.tell("ana")
    reader = stream.subscribe(after=1)
    stream.tell("ana")
    await until(lambda: seqs(reader.stream))
    assert events(reader.stream) == [(None, "heartbeat"), (None, "gap"), (5, "new_message")]


async def test_who_is_just_in_time_is_told_of_no_gap(streamed):
    stream = streamed(replay_events=2)
    for _ in range(4):
        stream.tell("ana")
    reader = stream.subscribe(after=2)
    await turns(1)
    assert events(reader.stream) == [
        (None, "heartbeat"),
        (3, "new_message"),
        (4, "new_message"),
    ]


async def test_what_isnt_safe_yet_is_nobodys_place(streamed):
    stream = streamed()
    stream.post("ana", "m1", role="human")
    assert stream.log.last_event_id == stream.id(1)
    assert types(stream.subscribe(after=1)) == ["heartbeat", "gap"]


# How many


async def test_more_streams_than_the_setting_are_refused(streamed):
    stream = streamed(most_streams=2)
    stream.subscribe()
    second = stream.subscribe()
    with pytest.raises(TooManyStreams):
        stream.broadcast.check()
    with pytest.raises(TooManyStreams):
        stream.subscribe()
    assert len(stream.broadcast) == 2
    stream.broadcast.unsubscribe(second)
    stream.subscribe()


async def test_who_is_refused_gets_nothing(streamed):
    stream = streamed(most_streams=1)
    stream.subscribe()
    refused = Reader(stream.broadcast)
    with pytest.raises(TooManyStreams):
        stream.broadcast.subscribe(refused, ALL, last_event_id=None)
    assert refused.writes == []


async def test_leaving_twice_is_leaving_once(streamed):
    stream = streamed()
    first, second = stream.subscribe(), stream.subscribe()
    for _ in range(2):
        stream.broadcast.unsubscribe(first)
    assert len(stream.broadcast) == 1
    stream.tell("ana")
    await until(lambda: seqs(second.stream))
    assert seqs(first.stream) == []


async def test_who_was_never_there_may_leave(streamed):
    stream = streamed()
    stream.broadcast.unsubscribe(Reader())
    assert len(stream.broadcast) == 0


# When it leaves


def test_the_first_frame_leaves_at_once_and_those_soon_after_leave_together():
    async def main():
        loop = asyncio.get_running_loop()
        assert isinstance(loop, StillLoop)
        loop.now = 100.0
        stream = Streamed()
        reader = stream.subscribe()
        stream.tell("ana")
        await turns()
        assert [seqs(write) for write in reader.writes[1:]] == [[1]]
        for _ in range(3):
            stream.tell("ana")
            await turns()
        assert [seqs(write) for write in reader.writes[1:]] == [[1]]
        loop.now += STREAM_GATHER_SECONDS
        await turns()
        assert [seqs(write) for write in reader.writes[1:]] == [[1], [2, 3, 4]]
        loop.now += 1.0
        stream.tell("ana")
        await turns()
        assert [seqs(write) for write in reader.writes[1:]] == [[1], [2, 3, 4], [5]]
        await stream.broadcast.close()

    with still(main):
        pass


async def test_what_comes_in_one_turn_of_the_loop_is_one_write(streamed):
    stream = streamed()
    reader = stream.subscribe()
    for _ in range(3):
        stream.tell("ana")
    await until(lambda: len(reader.writes) > 1)
    assert [seqs(write) for write in reader.writes[1:]] == [[1, 2, 3]]


async def test_many_are_written_to_in_several_turns_of_the_loop(streamed, monkeypatch):
    monkeypatch.setattr(module, "_WRITES_A_TURN", 2)
    stream = streamed()
    readers = [stream.subscribe() for _ in range(5)]
    stream.tell("ana")
    await turns(1)
    assert [len(seqs(reader.stream)) for reader in readers] == [1, 1, 0, 0, 0]
    await turns(1)
    assert [len(seqs(reader.stream)) for reader in readers] == [1, 1, 1, 1, 0]
    await turns(1)
    assert [len(seqs(reader.stream)) for reader in readers] == [1, 1, 1, 1, 1]


def test_what_comes_while_many_are_written_to_comes_after_it(monkeypatch):
    monkeypatch.setattr(module, "_WRITES_A_TURN", 1)

    async def main():
        loop = asyncio.get_running_loop()
        assert isinstance(loop, StillLoop)
        loop.now = 100.0
        stream = Streamed()
        readers = [stream.subscribe() for _ in range(4)]
        for _ in range(3):
            stream.tell("ana")
            await turns(1)
            loop.now += STREAM_GATHER_SECONDS
        assert not seqs(readers[-1].stream)
        await turns(20)
        assert all(
            [seqs(write) for write in each.writes[1:]] == [[1], [2], [3]] for each in readers
        )
        await stream.broadcast.close()

    with still(main):
        pass


def test_a_heartbeat_goes_to_all_each_time_it_is_due():
    async def main():
        loop = asyncio.get_running_loop()
        assert isinstance(loop, StillLoop)
        stream = Streamed(heartbeat_s=30.0)
        readers = [stream.subscribe(), stream.subscribe(ANA)]
        loop.now = 29.9
        await turns()
        assert [types(reader) for reader in readers] == [["heartbeat"]] * 2
        for beats in (2, 3):
            loop.now += 30.0
            await turns()
            assert [types(reader) for reader in readers] == [["heartbeat"] * beats] * 2
        assert blocks(readers[0].stream)[-1] == (
            None,
            {"type": "heartbeat", "data": {"timestamp": "2024-01-15T10:30:00Z"}},
            None,
        )
        await stream.broadcast.close()
        loop.now += 100.0
        await turns()
        assert all(types(reader) == ["heartbeat"] * 3 for reader in readers)

    with still(main):
        pass


async def test_typing_comes_to_those_who_are_there_and_is_never_repeated(streamed):
    stream = streamed()
    stream.tell("ana")
    reader = stream.subscribe(after=1)
    stream.type("ana")
    await until(lambda: len(reader.writes) > 1)
    assert events(reader.stream)[1:] == [(None, "typing")]
    late = stream.subscribe(after=0)
    await turns()
    assert events(late.stream)[1:] == [(1, "new_message")]


# Who catches up


async def test_a_long_replay_comes_in_pieces_with_the_loop_in_between(streamed, monkeypatch):
    monkeypatch.setattr(module, "_PIECE_BYTES", 1)
    stream = streamed()
    for _ in range(3):
        stream.tell("ana")
    reader = stream.subscribe(after=0)
    await turns(1)
    assert seqs(reader.stream) == [1]
    await until(lambda: len(seqs(reader.stream)) == 3)
    assert [seqs(write) for write in reader.writes] == [[], [1], [2], [3]]


async def test_those_who_catch_up_take_turns_one_in_each_turn_of_the_loop(streamed, monkeypatch):
    monkeypatch.setattr(module, "_PIECE_BYTES", 1)
    stream = streamed()
    for _ in range(3):
        stream.tell("ana")
    readers = [stream.subscribe(after=0) for _ in range(3)]
    told = []
    for _ in range(9):
        await turns(1)
        told.append([len(seqs(reader.stream)) for reader in readers])
    assert told[:4] == [[1, 0, 0], [1, 1, 0], [1, 1, 1], [2, 1, 1]]
    assert told[4:] == [[2, 2, 1], [2, 2, 2], [3, 2, 2], [3, 3, 2], [3, 3, 3]]


async def test_what_comes_while_it_catches_up_comes_once_and_after(streamed, monkeypatch):
    monkeypatch.setattr(module, "_PIECE_BYTES", 1)
    stream = streamed()
    for _ in range(3):
        stream.tell("ana")
    reader = stream.subscribe(after=0)
    await turns(1)
    stream.tell("ana")
    await turns(1)
    stream.tell("ana")
    await until(lambda: 5 in seqs(reader.stream))
    stream.tell("ana")
    await until(lambda: 6 in seqs(reader.stream))
    assert seqs(reader.stream) == [1, 2, 3, 4, 5, 6]


async def test_who_is_full_gets_no_more_until_it_takes_more(streamed, monkeypatch):
    monkeypatch.setattr(module, "_PIECE_BYTES", 1)
    stream = streamed()
    for _ in range(4):
        stream.tell("ana")
    reader = stream.subscribe(after=0)
    await turns(1)
    reader.is_full = True
    await turns(20)
    assert seqs(reader.stream) == [1]
    reader.is_full = False
    stream.broadcast.drained(reader)
    await until(lambda: len(seqs(reader.stream)) == 4)
    assert seqs(reader.stream) == [1, 2, 3, 4]


async def test_taking_more_again_and_again_repeats_nothing(streamed, monkeypatch):
    monkeypatch.setattr(module, "_PIECE_BYTES", 1)
    stream = streamed()
    for _ in range(6):
        stream.tell("ana")
    reader = stream.subscribe(after=0)
    await turns(1)
    for _ in range(3):
        stream.broadcast.drained(reader)
    await until(lambda: len(seqs(reader.stream)) >= 6)
    await turns(20)
    assert seqs(reader.stream) == [1, 2, 3, 4, 5, 6]


async def test_who_is_up_to_date_and_takes_more_is_left_alone(streamed):
    stream = streamed()
    stream.tell("ana")
    reader = stream.subscribe(after=0)
    await turns(1)
    before = reader.stream
    stream.broadcast.drained(reader)
    assert reader.stream == before


async def test_who_isnt_there_any_more_and_takes_more_is_left_alone(streamed):
    stream = streamed()
    reader = stream.subscribe()
    stream.broadcast.unsubscribe(reader)
    stream.broadcast.drained(reader)
    assert len(stream.broadcast) == 0


async def test_who_leaves_while_it_catches_up_gets_no_more(streamed, monkeypatch):
    monkeypatch.setattr(module, "_PIECE_BYTES", 1)
    stream = streamed()
    for _ in range(3):
        stream.tell("ana")
    reader = stream.subscribe(after=0, kind=Staying)
    await turns(1)
    stream.broadcast.unsubscribe(reader)
    stream.tell("ana")
    await turns(20)
    assert seqs(reader.stream) == [1]


async def test_whom_a_piece_is_too_much_for_is_gone(streamed):
    stream = streamed()
    stream.tell("ana", "x" * 1_000)
    stream.subscribe(after=0, room=500)
    await turns(1)
    assert len(stream.broadcast) == 0
    stream.tell("ana")
    await turns()


async def test_whom_even_the_opening_is_too_much_for_is_gone(streamed):
    stream = streamed()
    stream.tell("ana")
    reader = stream.subscribe(after=0, room=5)
    await turns(1)
    assert len(stream.broadcast) == 0 and len(reader.writes) == 1


async def test_who_reads_slower_than_others_write_is_closed_and_told_when_to_come_back(
    streamed, monkeypatch
):
    monkeypatch.setattr(module, "_PIECE_BYTES", 1)
    stream, cut = streamed(replay_events=3), Growth("stream_cuts_total", reason="behind")
    for _ in range(3):
        stream.tell("ana")
    reader = stream.subscribe(after=0)
    await turns(1)
    reader.is_full = True
    for _ in range(3):
        stream.tell("ana")
    reader.is_full = False
    stream.broadcast.drained(reader)
    await turns(1)
    assert blocks(reader.last_words)[0][2] == "3000"
    assert cut() == 1
    assert seqs(reader.stream) == [1] and len(stream.broadcast) == 0
    assert types(stream.subscribe(after=1)) == ["heartbeat", "gap"]


def test_who_takes_nothing_at_all_is_closed_at_a_heartbeat_once_its_place_is_gone(monkeypatch):
    monkeypatch.setattr(module, "_PIECE_BYTES", 1)

    async def main():
        loop = asyncio.get_running_loop()
        assert isinstance(loop, StillLoop)
        stream = Streamed(replay_events=3, heartbeat_s=30.0)
        for _ in range(3):
            stream.tell("ana")
        reader = stream.subscribe(after=0)
        other = stream.subscribe(after=1)
        await turns(2)
        reader.is_full = other.is_full = True
        stream.tell("ana")
        stream.tell("ana")
        await turns(20)
        assert not reader.is_gone and seqs(reader.stream) == [1]
        loop.now += 30.0
        await turns(20)
        assert reader.last_words is not None
        assert not other.is_gone and seqs(other.stream) == [2]
        await stream.broadcast.close()

    with still(main):
        pass


# The end


async def test_at_the_end_all_are_told_when_to_come_back_spread_over_some_seconds(streamed):
    stream = streamed()
    readers = [stream.subscribe() for _ in range(40)]
    await stream.broadcast.close()
    said = [int(blocks(reader.last_words)[0][2]) for reader in readers]
    assert all(1_000 <= ms <= 5_000 for ms in said) and len(set(said)) > 1


async def test_at_the_end_what_waits_is_told_first(streamed, monkeypatch):
    monkeypatch.setattr(module, "_WRITES_A_TURN", 1)
    stream = streamed()
    readers = [stream.subscribe() for _ in range(3)]
    stream.tell("ana")
    await stream.broadcast.close()
    assert all(seqs(reader.stream) == [1] for reader in readers)


async def test_at_the_end_those_who_catch_up_are_told_to_come_back(streamed, monkeypatch):
    monkeypatch.setattr(module, "_PIECE_BYTES", 1)
    stream = streamed()
    for _ in range(3):
        stream.tell("ana")
    reader = stream.subscribe(after=0)
    await turns(1)
    await stream.broadcast.close()
    assert reader.last_words is not None and seqs(reader.stream) == [1]


async def test_after_the_end_nobody_is_taken(streamed):
    stream = streamed()
    await stream.broadcast.close()
    with pytest.raises(ServerStopping):
        stream.broadcast.check()
    with pytest.raises(ServerStopping):
        stream.subscribe()


async def test_the_end_waits_until_all_are_gone(streamed):
    stream = streamed()
    first, second = stream.subscribe(kind=Staying), stream.subscribe(kind=Staying)
    closing = asyncio.create_task(stream.broadcast.close())
    await turns()
    first.be_gone()
    await turns()
    assert not closing.done()
    second.be_gone()
    await closing


async def test_the_end_waits_also_if_once_nobody_was_there(streamed):
    stream = streamed()
    stream.subscribe().leave()
    reader = stream.subscribe(kind=Staying)
    closing = asyncio.create_task(stream.broadcast.close())
    await turns()
    assert not closing.done()
    reader.be_gone()
    await closing


def test_the_end_doesnt_wait_for_ever():
    async def main():
        loop = asyncio.get_running_loop()
        assert isinstance(loop, StillLoop)
        stream = Streamed()
        stream.subscribe(kind=Staying)
        closing = asyncio.create_task(stream.broadcast.close())
        await turns()
        assert not closing.done()
        loop.now += module._FAREWELL_SECONDS
        await closing

    with still(main):
        pass


async def test_what_is_published_after_the_end_harms_nobody(streamed):
    stream = streamed()
    stream.subscribe(kind=Staying).be_gone()
    await stream.broadcast.close()
    stream.tell("ana")
    await turns()

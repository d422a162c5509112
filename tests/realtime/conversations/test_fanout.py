"""Whatever happens on the live stream, each subscriber gets what it is due."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from realtime.conversations import driver as module
from realtime.conversations import replay as replay_module
from realtime.conversations.events import EventType
from realtime.conversations.selection import Reach, Selection
from tests.realtime.conversations.streams import (
    ANA,
    BORA,
    Reader,
    Staying,
    Streamed,
    still,
    turns,
    types,
)
from tests.realtime.conversations.talks import ALL, events, seqs

LEADS = ("ana", "bora", "cleo")
selections = st.sampled_from(
    [
        ALL,
        ANA,
        BORA,
        Selection(Reach(leads=frozenset({"bora", "cleo"}))),
        Selection(types=frozenset({EventType.CONVERSATION_UPDATE})),
    ]
)
acts = st.one_of(
    st.tuples(st.just("say"), st.sampled_from(LEADS), st.sampled_from(["user", "human"])),
    st.tuples(st.just("type"), st.sampled_from(LEADS)),
    st.tuples(
        st.just("subscribe"),
        selections,
        st.none() | st.integers(0, 30),
        st.sampled_from([None, None, 400, 3_000]),
        st.sampled_from([Reader, Staying]),
    ),
    st.tuples(st.sampled_from(["leave", "fill", "drain", "drained"]), st.integers(0, 4)),
    st.tuples(st.just("turns"), st.integers(1, 4)),
    st.tuples(st.just("pass"), st.sampled_from([0.002, 0.005, 31.0])),
)


class Course:
    """A course of acts, and what each reader is due."""

    def __init__(self, loop, replay_events):
        self.loop = loop
        self.stream = Streamed(replay_events=replay_events)
        self.told = []
        # Each reader, its selection, and the seq after which it is due all.
        self.readers = []

    async def act(self, act, *given_):
        match act, given_:
            case "say", (lead, role):
                before = self.stream.log.replay.last
                self.stream.tell(lead, role=role)
                for seq in range(before + 1, self.stream.log.replay.last + 1):
                    at = self.stream.log.replay.after(seq - 1, ALL, most_bytes=1)
                    type_ = "" if at is None else events(at.frames)[0][1]
                    self.told.append((seq, lead, type_))
            case "type", (lead,) if any(each[1] == lead for each in self.told):
                self.stream.type(lead)
            case "subscribe", (selection, place, room, kind):
                self.subscribe(selection, place, room, kind)
            case "turns", (count,):
                await turns(count)
            case "pass", (seconds,):
                self.loop.now += seconds
            case _, (number,) if isinstance(number, int) and number < len(self.readers):
                self.let(act, self.readers[number][0])

    def subscribe(self, selection, place, room, kind):
        last = self.stream.log.replay.last
        reaches = place is not None and self.stream.log.replay.reaches(place)
        reader = self.stream.subscribe(selection, after=place, room=room, kind=kind)
        self.readers.append((reader, selection, place if reaches else last))
        gaps = types(reader).count("gap")
        assert gaps == (place is not None and not reaches)

    def let(self, act, reader):
        match act:
            case "leave":
                reader.leave()
                self.stream.broadcast.unsubscribe(reader)
            case "fill":
                reader.is_full = True
            case "drain":
                reader.is_full = False
                self.stream.broadcast.drained(reader)
            case "drained":
                self.stream.broadcast.drained(reader)

    async def end(self):
        for reader, _, _ in self.readers:
            self.let("drain", reader)
        for _ in range(3):
            self.loop.now += 1.0
            await turns(60)

    def check(self):
        for reader, selection, place in self.readers:
            due = [
                seq
                for seq, lead, type_ in self.told
                if seq > place
                and selection.reach.covers("chat", lead)
                and (selection.types is None or type_ in selection.types)
            ]
            got = seqs(reader.stream)
            assert got == due[: len(got)]
            assert reader.is_gone or got == due


@given(
    st.lists(acts, min_size=5, max_size=60),
    st.sampled_from([1, 3, 8, 1_000]),
    st.sampled_from([1, 200, 65_536]),
    st.integers(1, 3),
    st.sampled_from([1, 2, 2_000]),
)
@hypothesis_settings(max_examples=300, deadline=None)
def test_each_gets_exactly_what_matches_after_its_place_in_order_or_a_prefix_if_it_was_closed(
    acts, replay_events, piece_bytes, writes, steps
):
    async def main():
        course = Course(asyncio.get_running_loop(), replay_events)
        for act in acts:
            await course.act(*act)
        await course.end()
        course.check()
        for reader, _, _ in course.readers:
            course.stream.broadcast.unsubscribe(reader)
        await course.stream.broadcast.close()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_PIECE_BYTES", piece_bytes)
        patch.setattr(module, "_WRITES_A_TURN", writes)
        patch.setattr(replay_module, "_STEP_EVENTS", steps)
        with still(main):
            pass

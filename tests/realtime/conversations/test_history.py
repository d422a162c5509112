"""Whatever is said, a start gives the log as it was, and its pages hold what they should."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from realtime.conversations import log as module
from realtime.conversations import replay as replay_module
from realtime.conversations.records import Conversation, Message, Update
from realtime.conversations.selection import Reach
from state.errors import Conflict, NotFound, NotPermitted
from state.records import Delete
from tests.realtime.conversations.talks import ANY, Kept, leads, replayed, seqs

LEADS = ("ana", "bora", "cleo")
CHANNELS = ("chat", "whatsapp")
reaches = st.builds(
    Reach,
    st.none() | st.frozensets(st.sampled_from(CHANNELS)),
    st.none() | st.frozensets(st.sampled_from(LEADS)),
)
acts = st.one_of(
    st.tuples(
        st.just("post"),
        st.sampled_from(LEADS),
        st.sampled_from(["m1", "m2", "m3", "m4"]) | st.none(),
        st.sampled_from(["hi", "ho"]),
        st.sampled_from(["user", "assistant", "human"]),
        st.sampled_from([None, None, *CHANNELS]),
        st.just(ANY) | reaches,
    ),
    st.tuples(
        st.just("change"),
        st.sampled_from(LEADS),
        st.none() | st.booleans(),
        st.none() | st.integers(0, 2),
        st.just(ANY) | reaches,
    ),
    st.tuples(st.sampled_from(["publish", "restart", "put away"])),
)


class Course:
    """A log under any acts, and what it is to hold by rules told more simply."""

    def __init__(self, replay_events):
        self.kept = Kept(replay_events=replay_events)
        self.threads = {}
        self.made = 0
        self.count = 0
        self.published = b""

    @property
    def log(self):
        return self.kept.log

    def act(self, act, *given_):
        match act:
            case "post":
                self.post(*given_)
            case "change":
                self.change(*given_)
            case "publish":
                self.publish()
            case "restart":
                self.publish()
                self.restart()
            case "put away":
                self.put_away()

    def post(self, lead, id, content, role, channel, reach):
        self.made += id is None
        id = id or f"n{self.made}"
        before = self.state()
        try:
            step = self.kept.post(lead, id, content, role=role, channel=channel, reach=reach)
        except (Conflict, NotPermitted):
            assert self.state() == before
            return
        assert reach.covers(step.conversation.channel, lead)
        known = [each for each in self.threads.get(lead, ()) if each.id == id]
        if known:
            assert step.message == known[0] and self.state() == before
            assert (content, role) == (known[0].content, known[0].role)
            return
        self.count += 1 + (role == "user")
        self.threads.setdefault(lead, []).append(step.message)
        self.check_told(step)

    def change(self, lead, is_ai_active, unread_count, reach):
        before = self.state()
        try:
            step = self.kept.change(
                lead, is_ai_active=is_ai_active, unread_count=unread_count, reach=reach
            )
        except (NotFound, NotPermitted):
            assert self.state() == before
            return
        assert reach.covers(step.conversation.channel, lead)
        self.count += bool(step.entries)
        assert step.entries or self.state() == before
        self.check_told(step)

    def check_told(self, step):
        """Events follow one another, and are all of this conversation."""
        last = self.count - len(step.entries)
        for seq, entry in enumerate(step.entries, last + 1):
            assert (entry.seq, entry.lead_id) == (seq, step.conversation.lead_id)
            assert entry.channel == step.conversation.channel

    def publish(self):
        for entry in self.kept.publish():
            self.published += entry.frame

    def state(self):
        return self.kept.tables.records(), self.log.seq, leads(self.log)

    def answers(self):
        conversations = self.log.page(ANY, before=None, limit=50)
        return (
            conversations,
            [self.log.latest_message(each) for each in conversations],
            [self.log.thread(lead, before=None, limit=50) for lead in LEADS],
            (self.log.last_event_id, self.log.published_id, self.log.replay.first),
            replayed(self.log),
        )

    def restart(self):
        before = self.answers()
        self.kept.restart()
        assert self.answers() == before

    def put_away(self):
        for lead, message in [
            (message.lead_id, message) for message in self.log.overdue(0) if message
        ]:
            assert message.seq < self.log.replay.first
            self.kept.commit([Delete(Message, message.key)])
            self.threads[lead].remove(message)
        for delete in self.log.forget_empty():
            assert not self.threads.get(delete.key)
            gone = self.kept.tables.of(Conversation).get(delete.key)
            assert gone is None or gone.seq < self.log.replay.first
            self.kept.commit([delete])

    def check(self):
        assert self.log.seq == self.count
        conversations = self.log.page(ANY, before=None, limit=50)
        assert {each.lead_id for each in conversations} == {
            each.lead_id for each in self.kept.all_of(Conversation)
        }
        assert all(
            first.message_seq > second.message_seq for first, second in pairwise(conversations)
        )
        for lead in LEADS:
            thread = self.log.thread(lead, before=None, limit=50)
            assert thread == self.threads.get(lead, [])[::-1]
        held = replayed(self.log)
        assert self.published.endswith(held)
        told = self.log.replay.last - self.log.replay.first + 1
        assert seqs(held) == list(range(self.log.replay.first, self.log.replay.last + 1))
        assert told == min(self.kept.replay_events, self.log.replay.last)

    def check_updates(self):
        """None stays longer than it can be replayed, but for the latest change's own."""
        self.kept.post("ana", "last", role="human", **self.channel_of("ana"))
        first = self.log.replay.first
        assert all(each.seq >= first for each in self.kept.all_of(Update))

    def channel_of(self, lead):
        conversation = self.kept.tables.of(Conversation).get(lead)
        return {"channel": conversation.channel} if conversation else {}


@given(st.lists(acts, max_size=40), st.sampled_from([1, 2, 5, 1_000]))
@hypothesis_settings(max_examples=300, deadline=None)
def test_whatever_happens_a_start_gives_the_same_answers_the_same_replay_and_the_same_ids(
    acts, replay_events
):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_TOGETHER", 2)
        course = Course(replay_events)
        for act in acts:
            course.act(*act)
            course.check()
        course.publish()
        course.restart()
        course.check()
        course.check_updates()


@given(st.lists(st.integers(0, 60), min_size=1, max_size=12), st.integers(150, 900))
def test_a_start_gives_the_same_replay_where_its_bytes_bound_it(sizes, most_bytes):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(replay_module, "REPLAY_BYTES", most_bytes)
        kept = Kept()
        for number, size in enumerate(sizes):
            kept.say("ana", f"m{number}", "x" * size)
        before = kept.log.replay.first, kept.log.published_id, replayed(kept.log)
        kept.restart()
        assert (kept.log.replay.first, kept.log.published_id, replayed(kept.log)) == before


@given(
    st.lists(st.sampled_from("abcdef"), max_size=20),
    st.lists(st.sampled_from("abcdefgh"), max_size=6),
    st.integers(1, 4),
)
def test_pages_never_repeat_one_and_miss_only_what_became_active_meanwhile(said, later, limit):
    kept = Kept()
    for number, lead in enumerate(said):
        kept.post(lead, f"m{number}")
    wanted, seen, before = leads(kept.log), [], None
    changes = iter(later)
    while page := kept.log.page(ANY, before=before, limit=limit):
        assert len(page) <= limit
        seen += [each.lead_id for each in page]
        before = page[-1].message_seq
        if lead := next(changes, None):
            kept.post(lead, f"later{kept.log.seq}")
    assert len(set(seen)) == len(seen)
    assert set(wanted) - set(later) <= set(seen) <= set(wanted)
    assert seen == [lead for lead in wanted if lead in seen]

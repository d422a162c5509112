from hypothesis import given
from hypothesis import strategies as st

from realtime.conversations.events import Entry, EventType
from realtime.conversations.selection import Reach, Selection
from realtime.conversations.subscribers import Subscribers
from tests.realtime.conversations.streams import ANA, BORA, Reader
from tests.realtime.conversations.talks import ALL

BOTH = Selection(Reach(leads=frozenset({"ana", "bora"})))


def entry(seq, lead_id="ana"):
    return Entry(EventType.NEW_MESSAGE, "chat", lead_id, b"<%d>" % seq, seq)


def deliver(subscribers, most=1_000):
    """All that is gathered; how many writes it took."""
    writes = 0
    while subscribers.has_batches:
        taken = subscribers.take(most)
        count = sum(len(members) for _, members in taken)
        assert 0 < count <= most
        for frames, members in taken:
            for member in members:
                member.write(frames)
        writes += count
    return writes


def readers(subscribers, *selections):
    made = [Reader() for _ in selections]
    for reader, selection in zip(made, selections, strict=True):
        subscribers.add(reader, selection)
    return made


def test_nothing_leaves_before_it_is_gathered():
    subscribers = Subscribers()
    readers(subscribers, ALL)
    subscribers.publish(entry(1))
    assert not subscribers.has_batches and subscribers.take(10) == []
    subscribers.gather()
    assert subscribers.has_batches


def test_what_was_gathered_together_is_one_write_each():
    subscribers = Subscribers()
    first, second = readers(subscribers, ALL, ALL)
    for seq in (1, 2, 3):
        subscribers.publish(entry(seq))
    subscribers.gather()
    assert deliver(subscribers) == 2
    assert first.writes == second.writes == [b"<1><2><3>"]


def test_an_event_is_nothing_to_those_who_want_other_leads(monkeypatch):
    asked = []

    def has(selection, entry):
        asked.append(selection)
        return True

    monkeypatch.setattr(Selection, "has", has)
    subscribers = Subscribers()
    others = [Selection(Reach(leads=frozenset({f"lead-{number}"}))) for number in range(9)]
    readers(subscribers, *others, ANA, ALL, BOTH)
    subscribers.publish(entry(1))
    assert len(asked) == 3 and set(asked) == {ANA, ALL, BOTH}


def test_who_wants_several_leads_gets_each_until_it_leaves():
    subscribers = Subscribers()
    (reader,) = readers(subscribers, BOTH)
    for seq, lead_id in enumerate(("ana", "cleo", "bora", "ana"), 1):
        subscribers.publish(entry(seq, lead_id))
    subscribers.gather()
    deliver(subscribers)
    assert reader.writes == [b"<1><3><4>"]
    subscribers.remove(reader, BOTH)
    subscribers.publish(entry(5))
    subscribers.gather()
    assert not subscribers.has_batches


def test_those_who_want_the_same_get_the_very_same_bytes():
    subscribers = Subscribers()
    first, second = readers(subscribers, ALL, Selection())
    subscribers.publish(entry(1))
    subscribers.publish(entry(2))
    subscribers.gather()
    deliver(subscribers)
    assert first.writes[0] is second.writes[0]


def test_each_gets_only_what_it_wants():
    subscribers = Subscribers()
    ana, bora, every = readers(subscribers, ANA, BORA, ALL)
    subscribers.publish(entry(1, "ana"))
    subscribers.publish(entry(2, "bora"))
    subscribers.gather()
    deliver(subscribers)
    assert (ana.stream, bora.stream, every.stream) == (b"<1>", b"<2>", b"<1><2>")


def test_nothing_wanted_is_no_write():
    subscribers = Subscribers()
    readers(subscribers, BORA)
    subscribers.publish(entry(1, "ana"))
    subscribers.gather()
    assert not subscribers.has_batches


def test_some_frames_are_for_all():
    subscribers = Subscribers()
    ana, bora = readers(subscribers, ANA, BORA)
    subscribers.publish_to_all(b"<beat>")
    subscribers.gather()
    deliver(subscribers)
    assert ana.stream == bora.stream == b"<beat>"


def test_who_joins_gets_nothing_that_was_published_before():
    subscribers = Subscribers()
    (first,) = readers(subscribers, ALL)
    subscribers.publish(entry(1))
    (second,) = readers(subscribers, ALL)
    subscribers.publish(entry(2))
    subscribers.gather()
    deliver(subscribers)
    assert (first.stream, second.stream) == (b"<1><2>", b"<2>")


def test_who_joins_makes_what_waits_in_its_group_a_batch_of_the_others():
    subscribers = Subscribers()
    readers(subscribers, ALL)
    subscribers.publish(entry(1))
    readers(subscribers, ALL)
    assert subscribers.has_batches


def test_who_left_gets_nothing_any_more():
    subscribers = Subscribers()
    first, second = readers(subscribers, ALL, ALL)
    subscribers.publish(entry(1))
    subscribers.remove(first, ALL)
    subscribers.gather()
    deliver(subscribers)
    assert (first.stream, second.stream) == (b"", b"<1>")


def test_removing_who_isnt_there_changes_nothing():
    subscribers = Subscribers()
    (reader,) = readers(subscribers, ALL)
    subscribers.remove(Reader(), ALL)
    subscribers.remove(reader, ANA)
    subscribers.publish(entry(1))
    subscribers.gather()
    deliver(subscribers)
    assert reader.stream == b"<1>"


def test_what_waits_for_nobody_is_let_go_of():
    subscribers = Subscribers()
    (reader,) = readers(subscribers, ALL)
    subscribers.publish(entry(1))
    subscribers.remove(reader, ALL)
    (later,) = readers(subscribers, ALL)
    subscribers.gather()
    assert not subscribers.has_batches and later.stream == b""


def test_only_so_many_writes_are_taken_at_once_and_all_come_in_the_end():
    subscribers = Subscribers()
    made = readers(subscribers, ALL, ALL, ALL, ANA, ANA)
    subscribers.publish(entry(1))
    subscribers.gather()
    assert deliver(subscribers, most=2) == 5
    assert {reader.stream for reader in made} == {b"<1>"}


def test_those_who_joined_first_are_written_to_first():
    subscribers = Subscribers()
    made = readers(subscribers, ALL, ALL, ALL)
    subscribers.publish(entry(1))
    subscribers.gather()
    assert subscribers.take(2) == [(b"<1>", made[:2])]
    assert subscribers.take(2) == [(b"<1>", made[2:])]


def test_a_later_batch_never_overtakes_an_earlier_one():
    subscribers = Subscribers()
    made = readers(subscribers, ALL, ALL)
    for seq in (1, 2):
        subscribers.publish(entry(seq))
        subscribers.gather()
    deliver(subscribers, most=1)
    assert {reader.stream for reader in made} == {b"<1><2>"}


@given(
    st.lists(
        st.one_of(
            st.tuples(st.just("publish"), st.sampled_from(["ana", "bora"])),
            st.tuples(st.just("join"), st.sampled_from([ALL, ANA, BORA])),
            st.tuples(st.just("leave"), st.integers(0, 9)),
            st.tuples(st.just("take"), st.integers(1, 3)),
            st.just(("gather", None)),
        )
    )
)
def test_each_gets_in_order_exactly_what_was_published_while_it_was_there(acts):
    subscribers = Subscribers()
    there: list[tuple[Reader, Selection]] = []
    due: dict[Reader, bytes] = {}
    for seq, (act, given_) in enumerate(acts):
        match act:
            case "publish":
                published = entry(seq, given_)
                subscribers.publish(published)
                for reader, selection in there:
                    if selection.has(published):
                        due[reader] += published.frame
            case "join":
                reader = Reader()
                subscribers.add(reader, given_)
                there.append((reader, given_))
                due[reader] = b""
            case "leave" if given_ < len(there):
                reader, selection = there.pop(given_)
                subscribers.remove(reader, selection)
                reader.leave()
            case "take":
                for frames, members in subscribers.take(given_):
                    for member in members:
                        member.write(frames)
            case "gather":
                subscribers.gather()
    subscribers.gather()
    deliver(subscribers)
    for reader, wanted in due.items():
        assert wanted.startswith(reader.stream)
        assert reader.is_gone or reader.stream == wanted

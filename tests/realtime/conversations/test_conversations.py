import asyncio
import json
import shutil
from contextlib import asynccontextmanager

import pytest

from realtime.conversations import log as log_module
from realtime.conversations.conversations import Conversations
from realtime.conversations.records import Conversation, Epoch, Message, Update
from realtime.conversations.selection import Reach
from realtime.conversations.settings import ConversationsSettings
from server import RECORDS
from state.archive import Archive
from state.archived import Archived
from state.errors import Conflict, NotFound, NotPermitted, StoreBusy, StoreFailed
from state.records import Delete, UnreadableCommit
from state.settings import StateSettings
from state.store import Store
from tests.kept import kept_in
from tests.realtime.conversations.streams import Reader, turns
from tests.realtime.conversations.talks import ALL, ANY, NOON, events, seqs
from tests.state.test_settled import FailingFolder
from tests.waiting import until

ANA_ONLY = Reach(leads=frozenset({"ana"}))


class Talk:
    """A server's conversations, and short ways to what a test does with them."""

    def __init__(self, store, archive, **settings):
        self.store = store
        self.archive = archive
        self.conversations = Conversations(
            ConversationsSettings(**settings), store, archive, wall_clock=lambda: NOON
        )
        self.log = self.conversations.log

    def post(self, lead_id, id, content="hello", *, role="human", **options):
        """The future that is done when it is safe and told."""
        return self.conversations.post(lead_id, id=id, role=role, content=content, **options)[1]

    def change(self, lead_id, **options):
        return self.conversations.change(lead_id, reach=ANY, **options)[1]

    def subscribe(self, *, after=None):
        stream = self.conversations.stream
        reader = Reader(stream)
        stream.subscribe(reader, ALL, last_event_id=after)
        return reader

    async def follow(self, *, after):
        """Somebody who has caught up."""
        reader = self.subscribe(after=after)
        await turns()
        return reader

    def join(self, lead_id):
        caller = Caller()
        self.conversations.join(lead_id, caller)
        return caller

    def all_of(self, kind):
        return list(self.store.table(kind))


class Caller:
    """Somebody who is talked with; keeps what it is told."""

    user = 7
    can_be_taken_over = True

    def __init__(self):
        self.told = []

    def set_ai_active(self, is_active):
        self.told.append(is_active)

    def say(self, message_id, content):
        self.told.append(content)


@asynccontextmanager
async def served(path, **settings):
    async with kept_in(path) as (store, archive):
        talk = Talk(store, archive, **settings)
        yield talk
        await talk.conversations.stream.close()


@pytest.fixture
async def talk(tmp_path):
    async with served(tmp_path) as talk:
        yield talk


@pytest.fixture
async def folder(tmp_path):
    """A disk whose syncs can be held back, and fail."""
    folder = FailingFolder(tmp_path)
    yield folder
    folder.gate.set()


@pytest.fixture
async def slow(folder):
    """On that disk."""
    settings = StateSettings()
    store = Store(folder, RECORDS, settings)
    archive = Archive(folder.path / "archive", store, settings)
    await archive.start()
    talk = Talk(store, archive, replay_events=2, most_messages=0)
    await store.commit()  # the epoch is safe
    yield talk
    folder.gate.set()
    await talk.conversations.stream.close()
    await archive.close()
    await store.close()


# When it is told


async def test_nobody_is_told_of_a_message_before_it_is_safe(slow, folder):
    reader, caller = slow.subscribe(), slow.join("ana")
    folder.shut()
    told = slow.post("ana", "m1")
    await folder.is_syncing()
    await turns()
    assert not told.done()
    assert seqs(reader.stream) == [] and caller.told == [True]
    assert slow.log.seq_of(slow.log.last_event_id) is None
    folder.gate.set()
    await told
    await until(lambda: seqs(reader.stream))
    assert seqs(reader.stream) == [1] and caller.told == [True, True, "hello"]


async def test_typing_is_told_after_the_messages_it_follows(slow, folder):
    reader = slow.subscribe()
    folder.shut()
    told = slow.post("ana", "m1")
    slow.conversations.type("ana", is_typing=True)
    await folder.is_syncing()
    await turns()
    assert events(reader.stream)[1:] == []
    folder.gate.set()
    await told
    await until(lambda: len(events(reader.stream)) == 3)
    assert events(reader.stream)[1:] == [(1, "new_message"), (None, "typing")]


async def test_nobody_is_told_of_a_change_before_it_is_safe(slow, folder):
    await slow.post("ana", "m1")
    reader, caller = slow.subscribe(), slow.join("ana")
    folder.shut()
    told = slow.change("ana", is_ai_active=False)
    await folder.is_syncing()
    await turns()
    assert not told.done() and seqs(reader.stream) == [] and caller.told == [True]
    folder.gate.set()
    await told
    await until(lambda: seqs(reader.stream))
    assert caller.told == [True, False]


async def test_who_comes_back_before_it_is_safe_isnt_told_of_it_by_the_replay(slow, folder):
    await slow.post("ana", "m1")
    folder.shut()
    told = slow.post("ana", "m2")
    await folder.is_syncing()
    reader = slow.subscribe(after=f"{slow.log.epoch}-0")
    await turns()
    assert seqs(reader.stream) == [1]
    folder.gate.set()
    await told
    await until(lambda: 2 in seqs(reader.stream))
    assert seqs(reader.stream) == [1, 2]


async def test_when_a_message_is_answered_it_can_be_replayed(talk):
    await talk.post("ana", "m1")
    assert talk.log.published_id == talk.log.last_event_id
    assert seqs((await talk.follow(after=f"{talk.log.epoch}-0")).stream) == [1]


async def test_when_it_may_be_read_it_was_told(slow, folder):
    folder.shut()
    slow.post("ana", "m1")
    settled = asyncio.create_task(slow.conversations.settled())
    await folder.is_syncing()
    await turns()
    assert not settled.done()
    folder.gate.set()
    await settled
    assert slow.log.published_id == slow.log.last_event_id


async def test_all_are_told_in_the_order_in_which_it_happened(talk):
    reader = talk.subscribe()
    waiting = [talk.post(lead, "m1", role="user") for lead in ("ana", "bora", "cleo")]
    waiting.append(talk.change("bora", unread_count=0))
    waiting.append(talk.post("ana", "m2"))
    await asyncio.gather(*waiting)
    await until(lambda: len(seqs(reader.stream)) == 8)
    assert seqs(reader.stream) == list(range(1, 9))


async def test_who_gives_up_waiting_harms_nobody(slow, folder):
    reader, caller = slow.subscribe(), slow.join("ana")
    folder.shut()
    first, second, third = [slow.post("ana", f"m{number}") for number in (1, 2, 3)]
    await folder.is_syncing()
    first.cancel()
    third.cancel()
    await turns()
    folder.gate.set()
    await second
    await slow.conversations.settled()
    await until(lambda: len(seqs(reader.stream)) == 3)
    assert [said for said in caller.told if said == "hello"] == ["hello"] * 3
    await slow.post("ana", "m4")


async def test_a_task_that_is_cancelled_while_it_waits_leaves_the_message_told(slow, folder):
    reader = slow.subscribe()
    folder.shut()

    async def answer():
        await slow.post("ana", "m1")

    task = asyncio.create_task(answer())
    await folder.is_syncing()
    task.cancel()
    await turns()
    assert task.cancelled()
    folder.gate.set()
    await until(lambda: seqs(reader.stream))


async def test_the_same_message_twice_at_once_is_one_and_both_wait_until_it_is_safe(slow, folder):
    reader, caller = slow.subscribe(), slow.join("ana")
    folder.shut()
    told = [slow.post("ana", "m1", role="user") for _ in range(2)]
    await folder.is_syncing()
    await turns()
    assert not any(each.done() for each in told)
    folder.gate.set()
    await asyncio.gather(*told)
    await slow.post("ana", "m2")
    await until(lambda: 3 in seqs(reader.stream))
    assert seqs(reader.stream) == [1, 2, 3]
    assert [message.id for message in slow.all_of(Message)] == ["m1", "m2"]
    assert slow.all_of(Conversation)[0].unread_count == 1
    assert caller.told == [True, True, True, "hello"]


async def test_a_message_that_is_there_is_given_as_it_was_kept(talk):
    step, told = talk.conversations.post("ana", id="m1", role="user", content="hi")
    await told
    again, told = talk.conversations.post("ana", id="m1", role="user", content="hi")
    await told
    assert again.message == step.message and not again.entries


async def test_what_is_refused_changes_nothing(talk):
    await talk.post("ana", "m1")
    before = talk.log.seq
    with pytest.raises(Conflict):
        talk.post("ana", "m1", "other")
    with pytest.raises(Conflict):
        talk.post("ana", "m2", channel="whatsapp")
    with pytest.raises(NotPermitted):
        talk.post("bora", "m1", reach=ANA_ONLY)
    with pytest.raises(NotFound):
        talk.change("bora", unread_count=0)
    assert talk.log.seq == before
    await talk.post("ana", "m2")


async def test_what_its_caller_changes_besides_is_kept_with_the_message(slow, folder, tmp_path):
    folder.shut()
    besides = Epoch(name="besides")
    told = slow.post("ana", "m1", also=[besides])
    folder.gate.set()
    await told
    (line,) = [
        raw for raw in (tmp_path / "journal-1.log").read_bytes().split(b"\n") if b'"besides"' in raw
    ]
    assert b'"m1"' in line


async def test_what_cant_be_kept_is_as_if_it_had_never_been(talk):
    """A bug of whoever wants it kept; it mustn't take the stream with it."""
    await talk.post("ana", "m1")
    await talk.post("bora", "m1")
    reader = talk.subscribe()
    for lead in ("ana", "cleo"):
        with pytest.raises(UnreadableCommit):
            talk.post(lead, "m2", also=[Epoch(name="half \ud800 a pair")])
    assert talk.log.seq == 2
    assert [each.lead_id for each in talk.log.page(ANY, before=None, limit=9)] == ["bora", "ana"]
    await talk.post("cleo", "m2")
    await until(lambda: seqs(reader.stream))
    assert seqs(reader.stream) == [3]


# When the disk fails


@pytest.mark.logs("can't be written")
async def test_when_it_cant_be_kept_nobody_is_told_and_who_waits_hears_of_it(slow, folder):
    reader, caller = slow.subscribe(), slow.join("ana")
    folder.is_broken = True
    told = slow.post("ana", "m1")
    with pytest.raises(StoreFailed):
        await told
    await turns()
    assert seqs(reader.stream) == [] and caller.told == [True]
    assert slow.log.published_id == f"{slow.log.epoch}-0"


@pytest.mark.logs("can't be written")
async def test_after_a_failure_nothing_is_taken_and_nothing_changes(slow, folder):
    await slow.post("ana", "m1")
    folder.is_broken = True
    slow.post("ana", "m2")
    await slow.conversations.settled()
    before = slow.log.seq
    with pytest.raises(StoreFailed):
        slow.post("ana", "m3")
    with pytest.raises(StoreFailed):
        slow.change("ana", unread_count=5)
    assert slow.log.seq == before


@pytest.mark.logs("can't be written")
async def test_a_failure_that_nobody_waits_for_is_told_once(slow, folder):
    folder.is_broken = True
    slow.post("ana", "m1")
    slow.post("ana", "m1").cancel()
    await slow.conversations.settled()
    await turns()


@pytest.mark.logs("can't be written")
async def test_streams_go_on_after_a_failure(slow, folder):
    await slow.post("ana", "m1")
    folder.is_broken = True
    with pytest.raises(StoreFailed):
        await slow.post("ana", "m2")
    reader = await slow.follow(after=f"{slow.log.epoch}-0")
    slow.conversations.type("ana", is_typing=True)
    await until(lambda: len(events(reader.stream)) == 3)
    assert events(reader.stream)[1:] == [(1, "new_message"), (None, "typing")]


async def test_what_is_read_comes_with_the_place_it_was_read_at(slow, folder):
    await slow.post("ana", "m1")
    folder.shut()
    slow.post("ana", "m2")
    reading = asyncio.create_task(slow.conversations.settled())
    await folder.is_syncing()
    await turns()
    slow.post("ana", "m3")
    folder.gate.set()
    assert await reading == f"{slow.log.epoch}-2"


@pytest.mark.logs("can't be written")
async def test_after_a_failure_what_is_read_comes_with_the_place_of_what_is_safe(slow, folder):
    await slow.post("ana", "m1")
    folder.is_broken = True
    with pytest.raises(StoreFailed):
        await slow.post("ana", "m2")
    assert await slow.conversations.settled() == f"{slow.log.epoch}-1"


@pytest.mark.logs("can't be written")
async def test_whoever_read_before_a_failure_was_over_misses_nothing(
    slow, folder, tmp_path, tmp_path_factory
):
    """What wasn't safe is lost, and other events get its seqs."""
    await slow.post("ana", "m1")
    folder.is_broken = True
    with pytest.raises(StoreFailed):
        await slow.post("ana", "lost")
    place = await slow.conversations.settled()
    cut = tmp_path_factory.mktemp("cut")
    shutil.copytree(tmp_path, cut, dirs_exist_ok=True)
    journal = cut / "journal-1.log"
    lines = journal.read_bytes().rstrip(b"\0").splitlines(keepends=True)
    journal.write_bytes(b"".join(line for line in lines if b'"lost"' not in line))
    async with served(cut) as talk:
        await talk.post("bora", "m1")
        assert seqs((await talk.follow(after=place)).stream) == [2]


async def test_a_disk_that_cant_keep_up_refuses_and_nothing_changes(talk, monkeypatch):
    monkeypatch.setattr("state.store.STORE_BACKLOG_BYTES", -1)
    with pytest.raises(StoreBusy):
        talk.post("ana", "m1")
    assert talk.log.seq == 0
    monkeypatch.undo()
    await talk.post("ana", "m1")


async def test_a_server_that_stops_takes_nothing_and_nothing_changes(tmp_path):
    async with kept_in(tmp_path) as (store, archive):
        talk = Talk(store, archive)
        await talk.post("ana", "m1")
        await store.close()
        with pytest.raises(StoreFailed):
            talk.post("ana", "m2")
        assert talk.log.seq == 1
        await talk.conversations.stream.close()


# Typing


async def test_typing_is_told_to_those_who_are_there(talk):
    await talk.post("ana", "m1")
    reader = talk.subscribe()
    talk.conversations.type("ana", is_typing=True)
    talk.conversations.type("ana", is_typing=False)
    await until(lambda: len(events(reader.stream)) == 3)
    assert events(reader.stream)[1:] == [(None, "typing")] * 2


async def test_typing_of_a_lead_that_isnt_there_or_isnt_ones_own_is_refused(talk):
    await talk.post("bora", "m1")
    with pytest.raises(NotFound):
        talk.conversations.type("ana", is_typing=True, reach=ANY)
    with pytest.raises(NotPermitted):
        talk.conversations.type("bora", is_typing=True, reach=ANA_ONLY)


# Callers


async def test_a_caller_is_told_first_of_the_state_its_conversation_is_in(talk):
    assert talk.join("ana").told == [True]
    await talk.post("ana", "m1")
    await talk.change("ana", is_ai_active=False)
    assert talk.join("ana").told == [False]


@pytest.mark.parametrize("role", ["user", "assistant"])
async def test_only_what_a_person_says_is_said_to_a_caller(talk, role):
    caller = talk.join("ana")
    await talk.post("ana", "m1", role=role)
    assert "hello" not in caller.told
    await talk.post("ana", "m2", "from a person")
    assert caller.told.count("from a person") == 1


async def test_the_same_message_again_is_said_once(talk):
    caller = talk.join("ana")
    for _ in range(2):
        await talk.post("ana", "m1")
    assert caller.told.count("hello") == 1


async def test_a_caller_knows_that_the_agent_is_silent_before_what_a_person_says(talk):
    caller = talk.join("ana")
    await talk.post("ana", "m0", role="user")
    caller.told.clear()
    waiting = [talk.change("ana", is_ai_active=False), talk.post("ana", "m1")]
    await asyncio.gather(*waiting)
    assert caller.told == [False, False, "hello"]


async def test_callers_are_told_of_their_own_conversation_only(talk):
    ana, bora = talk.join("ana"), talk.join("bora")
    await talk.post("ana", "m1")
    assert "hello" in ana.told and bora.told == [True]


async def test_all_callers_of_a_conversation_are_told(talk):
    callers = [talk.join("ana"), talk.join("ana")]
    await talk.post("ana", "m1")
    assert all("hello" in caller.told for caller in callers)


async def test_who_left_is_told_nothing_any_more(talk):
    first, second = talk.join("ana"), talk.join("ana")
    for _ in range(2):
        talk.conversations.leave("ana", first)
    await talk.post("ana", "m1")
    assert first.told == [True] and "hello" in second.told
    talk.conversations.leave("ana", second)
    talk.conversations.leave("nobody", second)
    await talk.post("ana", "m2")
    assert second.told.count("hello") == 1


async def test_who_leaves_while_a_message_is_being_kept_isnt_told_of_it(slow, folder):
    caller = slow.join("ana")
    folder.shut()
    told = slow.post("ana", "m1")
    slow.conversations.leave("ana", caller)
    folder.gate.set()
    await told
    assert caller.told == [True]


async def test_a_caller_that_leaves_when_it_is_told_doesnt_keep_it_from_the_others(talk):
    class Leaving(Caller):
        def say(self, message_id, content):
            super().say(message_id, content)
            talk.conversations.leave("ana", self)

    leaving = Leaving()
    talk.conversations.join("ana", leaving)
    other = talk.join("ana")
    await talk.post("ana", "m1")
    assert "hello" in leaving.told and "hello" in other.told


# Another start


async def test_epoch_ids_and_places_outlast_a_restart(tmp_path):
    async with served(tmp_path) as talk:
        await talk.post("ana", "m1", role="user")
        await talk.post("bora", "m1")
        epoch, last = talk.log.epoch, talk.log.last_event_id
        before = (await talk.follow(after=f"{epoch}-0")).stream
    async with served(tmp_path) as talk:
        assert (talk.log.epoch, talk.log.last_event_id) == (epoch, last)
        again = await talk.follow(after=f"{epoch}-0")
        assert again.stream == before and seqs(again.stream) == [1, 2, 3]
        reader = talk.subscribe(after=last)
        await talk.post("ana", "m2")
        await until(lambda: seqs(reader.stream))
        assert events(reader.stream) == [(None, "heartbeat"), (4, "new_message")]


async def test_what_was_answered_is_there_after_a_kill(tmp_path):
    async with served(tmp_path / "first") as talk:
        await talk.post("ana", "m1", role="user")
        await talk.change("ana", unread_count=0)
        epoch = talk.log.epoch
        shutil.copytree(tmp_path / "first", tmp_path / "killed")
    async with served(tmp_path / "killed") as talk:
        assert talk.log.epoch == epoch
        assert seqs((await talk.follow(after=f"{epoch}-1")).stream) == [2, 3]
        await talk.post("ana", "m1", role="user")
        assert talk.log.seq == 3


async def test_a_place_of_another_data_folder_means_nothing(tmp_path):
    async with served(tmp_path / "one") as one, served(tmp_path / "other") as other:
        await one.post("ana", "m1")
        await other.post("ana", "m1")
        reader = other.subscribe(after=one.log.last_event_id)
        assert events(reader.stream) == [(None, "heartbeat"), (None, "gap")]


# What is put away


@pytest.fixture
def few(monkeypatch):
    monkeypatch.setattr(log_module, "_TOGETHER", 2)


async def test_as_long_as_there_arent_too_many_messages_all_stay(talk):
    await talk.post("ana", "m1")
    await talk.conversations.tidy()
    assert len(talk.all_of(Message)) == 1 and not talk.all_of(Archived)


async def test_the_oldest_messages_go_to_the_archive_and_are_whole_there(tmp_path, few):
    async with served(tmp_path, replay_events=1, most_messages=2) as talk:
        for number in range(6):
            await talk.post("ana", f"m{number}", f"it was {number}")
        await talk.conversations.tidy()
        kept = [
            message
            for entry in talk.all_of(Archived)
            for message in json.loads(await talk.archive.read("messages", entry.id))["messages"]
        ]
        left = [message.id for message in talk.all_of(Message)]
        assert 2 <= len(left) < 2 + 2
        assert [message["id"] for message in kept] + left == [f"m{n}" for n in range(6)]
        assert kept[0] == {
            "lead_id": "ana",
            "id": "m0",
            "content": "it was 0",
            "role": "human",
            "at": NOON,
            "seq": 1,
        }


async def test_an_archived_batch_says_what_is_in_it(tmp_path, few):
    async with served(tmp_path, replay_events=1, most_messages=1) as talk:
        for number in range(4):
            await talk.post("ana", f"m{number}")
        await talk.conversations.tidy()
        entry = talk.all_of(Archived)[0]
        assert (entry.kind, entry.id) == ("messages", f"{talk.log.epoch}-1-2")
        assert json.loads(await talk.archive.read(entry.kind, entry.id))["schema"] == 1


async def test_what_can_be_replayed_stays(tmp_path, few):
    async with served(tmp_path, replay_events=4, most_messages=0) as talk:
        for number in range(6):
            await talk.post("ana", f"m{number}")
        await talk.conversations.tidy()
        assert [message.id for message in talk.all_of(Message)] == ["m2", "m3", "m4", "m5"]
        assert seqs((await talk.follow(after=f"{talk.log.epoch}-2")).stream) == [3, 4, 5, 6]
        assert talk.log.get("ana", ANY)


async def test_with_its_last_message_a_conversation_goes(tmp_path, few):
    async with served(tmp_path, replay_events=2, most_messages=0) as talk:
        for lead in ("ana", "bora", "cleo", "dora"):
            await talk.post(lead, "m1")
        await talk.conversations.tidy()
        assert [each.lead_id for each in talk.all_of(Conversation)] == ["cleo", "dora"]
    async with served(tmp_path, replay_events=2, most_messages=0) as talk:
        assert [each.lead_id for each in talk.log.page(ANY, before=None, limit=9)] == [
            "dora",
            "cleo",
        ]
        assert talk.log.seq == 4


async def test_updates_dont_pile_up(tmp_path):
    async with served(tmp_path, replay_events=2) as talk:
        await talk.post("ana", "m1")
        for number in range(1, 10):
            await talk.change("ana", unread_count=number)
        assert len(talk.all_of(Update)) <= 3


@pytest.mark.logs("can't be written")
@pytest.mark.logs("messages stay where they are")
async def test_when_the_disk_fails_messages_stay_and_the_log_says_so(slow, folder, few, caplog):
    for number in range(6):
        await slow.post("ana", f"m{number}")
    folder.is_broken = True
    with pytest.raises(StoreFailed):
        await slow.post("ana", "m6")
    await slow.conversations.tidy()
    assert "messages stay where they are" in caplog.text
    assert len(slow.all_of(Message)) == 7 and not slow.all_of(Archived)


@pytest.mark.logs("messages stay where they are")
async def test_conversations_that_couldnt_go_are_still_listed_and_go_later(
    tmp_path, few, monkeypatch
):
    async with served(tmp_path, replay_events=1, most_messages=9) as talk:
        for lead in ("ana", "bora"):
            await talk.post(lead, "m1")
        await talk.store.commit(Delete(Message, "ana/m1"))
        with monkeypatch.context() as patch:
            patch.setattr("state.store.STORE_BACKLOG_BYTES", -1)
            await talk.conversations.tidy()
        listed = [each.lead_id for each in talk.log.page(ANY, before=None, limit=9)]
        assert listed == ["bora", "ana"]
        await talk.conversations.tidy()
        assert [each.lead_id for each in talk.all_of(Conversation)] == ["bora"]

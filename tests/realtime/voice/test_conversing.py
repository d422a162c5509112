"""A live session and its lead's conversation: messages, typing, and a person in between."""

import asyncio
import json

import pytest

from realtime.agents import base as agents
from realtime.conversations.records import Conversation, Message
from realtime.conversations.selection import Reach, Selection
from realtime.voice import events
from realtime.voice.driver import VoiceDriver
from realtime.voice.kept import Kept
from realtime.voice.records import SessionRecord, Utterance
from realtime.voice.session import VoiceSession
from realtime.voice.settings import VoiceSettings
from state.contract import MAX_CONTENT_CHARACTERS
from state.errors import NotPermitted, StoreBusy
from state.records import Delete
from tests.kept import conversations_over, kept_in
from tests.scripted import ScriptedAgent
from tests.speech import babble, silence
from tests.waiting import Listener, until

RECORD = SessionRecord(id="s1", user=7, agent="scripted", opened_at=1_000.0, lead_id="lead")
HI = (agents.ReplyText("Hi."), agents.ReplyAudio(silence(0.05)), agents.TurnDone())
LONG = (agents.ReplyText("one two three four"), agents.ReplyAudio(silence(9.0)))


class Stream:
    """A subscriber: what it was told, less what opens a stream."""

    is_full = False

    def __init__(self):
        self.text = ""

    def write(self, frames):
        self.text += frames.decode()

    def close(self, last_words):
        pass

    @property
    def events(self):
        lines = [line for line in self.text.splitlines() if line.startswith("data: {")]
        return [json.loads(line[6:]) for line in lines]

    @property
    def story(self):
        """Messages by role and content, typing as True or False."""
        return [
            event["data"]["is_typing"]
            if event["type"] == "typing"
            else (event["data"]["message"]["role"], event["data"]["message"]["content"])
            for event in self.events
            if event["type"] in ("new_message", "typing")
        ]


@pytest.fixture
async def store(tmp_path):
    async with kept_in(tmp_path) as (store, _):
        yield store


@pytest.fixture
async def conversations(store):
    conversations = conversations_over(store)
    yield conversations
    await conversations.stream.close()


@pytest.fixture
def stream(conversations):
    stream = Stream()
    conversations.stream.subscribe(stream, Selection(), last_event_id=None)
    yield stream
    conversations.stream.unsubscribe(stream)


@pytest.fixture
def agent():
    return ScriptedAgent()


@pytest.fixture
def listener():
    return Listener()


async def nothing(_):
    """Follows the end."""


@pytest.fixture
async def driver(store, conversations, agent, listener):
    kept = Kept(RECORD, store, conversations)
    session = VoiceSession(VoiceSettings())
    driver = VoiceDriver(kept, session, agent.open_session(), lambda: 1_001.5)
    conversations.join("lead", driver)
    driver.attach(listener)
    yield driver
    conversations.leave("lead", driver)
    driver.end(then=nothing)
    await driver.ended()


def messages(store):
    return [(each.role, each.content) for each in store.table(Message)]


async def speak(driver):
    driver.start_speaking()
    driver.receive(babble(0.2))
    driver.stop_speaking()


# Messages


async def test_what_is_said_becomes_messages_of_the_lead_s_conversation(
    driver, agent, listener, store, stream
):
    agent.script = (agents.Transcript("hello"), *HI)
    await speak(driver)
    await listener.wait_for(events.ResponseEnd)
    assert messages(store) == [("user", "hello"), ("assistant", "Hi.")]
    conversation = store.table(Conversation).get("lead")
    assert (conversation.channel, conversation.owner) == ("voice", 7)
    await until(lambda: ("assistant", "Hi.") in stream.story)


async def test_a_reply_of_which_nothing_was_heard_is_no_message(driver, agent, listener, store):
    agent.script = LONG
    driver.read("hello")
    await listener.wait_for(events.AudioResponse)
    driver.barge_in()
    assert messages(store) == [("user", "hello")]


async def test_a_client_let_go_in_the_midst_of_a_cut_costs_no_message(store, conversations, agent):
    kept = Kept(RECORD, store, conversations)
    driver = VoiceDriver(kept, VoiceSession(VoiceSettings()), agent.open_session(), lambda: 1.0)
    agent.script = (
        agents.ReplyText("One."),
        agents.ReplyAudio(silence(0.2)),
        agents.ReplyText("Two."),
        agents.ReplyAudio(silence(9.0)),
    )

    def read_too_slowly(event):
        if isinstance(event, events.ResponseEnd):
            driver.end(then=nothing)

    driver.attach(read_too_slowly)
    driver.read("hello")
    await until(lambda: len(store.table(Utterance)) == 2)  # its first sentence was heard
    await until(lambda: driver._outbox.is_empty)
    driver.barge_in()
    await driver.ended()
    assert messages(store) == [("user", "hello"), ("assistant", "One.")]


async def test_of_a_reply_that_is_cut_the_message_has_what_was_heard(
    driver, agent, listener, store
):
    agent.script = (
        agents.ReplyText("One."),
        agents.ReplyAudio(silence(0.2)),
        agents.ReplyText("Two."),
        agents.ReplyAudio(silence(9.0)),
    )
    driver.read("hello")
    await until(lambda: len(store.table(Utterance)) == 2)  # its first sentence was heard
    assert messages(store) == [("user", "hello")]
    driver.barge_in()
    assert messages(store) == [("user", "hello"), ("assistant", "One.")]


async def test_a_message_has_the_same_id_whenever_it_is_made(driver, agent, listener, store):
    agent.script = HI
    driver.read("hello")
    await listener.wait_for(events.ResponseEnd)
    said = [Utterance(session_id="s1", turn=1, role=role, text="", at=0.0).message_id
            for role in ("user", "assistant")]  # fmt: skip
    assert [each.id for each in store.table(Message)] == said


async def test_message_utterance_and_session_are_one_commit(driver, store, monkeypatch):
    commits, commit = [], store.commit

    def note(*changes):
        commits.append(changes)
        return commit(*changes)

    monkeypatch.setattr(store, "commit", note)
    driver.read("hello")
    [changes] = commits
    kinds = {type(change) for change in changes}
    assert {Message, Conversation, Utterance, SessionRecord} <= kinds


async def test_a_conversation_of_another_channel_keeps_it(driver, conversations, store):
    await conversations.post("lead", id="m", role="user", content="hi", channel="whatsapp")[1]
    driver.read("hello")
    assert store.table(Conversation).get("lead").channel == "whatsapp"
    assert messages(store)[-1] == ("user", "hello")


async def test_what_is_too_long_for_a_message_is_cut(driver, agent, listener, store):
    agent.script = (agents.Transcript("x" * (MAX_CONTENT_CHARACTERS + 1)), agents.TurnDone())
    await speak(driver)
    await listener.wait_for(events.Transcription)
    assert len(messages(store)[0][1]) == MAX_CONTENT_CHARACTERS
    assert len(next(iter(store.table(Utterance))).text) == MAX_CONTENT_CHARACTERS + 1


async def test_of_somebody_else_s_conversation_nothing_is_told_and_nothing_added(
    driver, agent, listener, store, conversations
):
    await conversations.post("lead", id="m", role="user", content="mine", owner=8)[1]
    await conversations.post("lead", id="h", role="human", content="for 8")[1]
    driver.read("hello")
    problem = await listener.wait_for(events.Problem)
    assert isinstance(problem.error, NotPermitted)
    assert [each.text for each in store.table(Utterance)] == ["hello"]
    assert messages(store) == [("user", "mine"), ("human", "for 8")]
    assert agent.said == []


async def test_one_that_was_begun_over_rest_is_the_caller_s_too(driver, store, conversations):
    await conversations.post("lead", id="m", role="assistant", content="Welcome")[1]
    driver.read("hello")
    assert messages(store)[-1] == ("user", "hello")


@pytest.mark.logs("has a message")
async def test_a_turn_heard_twice_has_its_first_words_as_message(driver, agent, listener, store):
    agent.script = (agents.Transcript("one"), agents.Transcript("two"), agents.TurnDone())
    await speak(driver)
    await listener.wait_for(events.Transcription("two"))
    assert messages(store) == [("user", "one")]


# After a kill


def under_way(session_id):
    return Utterance(
        session_id=session_id, turn=3, role="assistant", text="One.", at=1_000.0, is_final=False
    )


async def test_a_reply_that_a_kill_cut_becomes_its_message_once(store, conversations):
    said = under_way("s1")
    await store.commit(RECORD, said)
    for _ in range(2):
        Kept(RECORD, store, conversations).catch_up()
    assert [(each.id, each.content) for each in store.table(Message)] == [(said.message_id, "One.")]


async def test_a_reply_whose_message_was_put_away_gets_no_other(
    driver, agent, listener, store, conversations
):
    agent.script = HI
    driver.read("hello")
    await listener.wait_for(events.ResponseEnd)
    await store.commit(*[Delete(Message, each.key) for each in store.table(Message)])
    Kept(driver.record, store, conversations).catch_up()
    assert messages(store) == []


async def test_what_was_heard_of_a_reply_that_a_slow_disk_cut_is_its_message_later(
    driver, agent, listener, store, conversations, monkeypatch
):
    agent.script = (
        agents.ReplyText("One."),
        agents.ReplyAudio(silence(0.2)),
        agents.ReplyText("Two."),
        agents.ReplyAudio(silence(9.0)),
    )
    driver.read("hello")
    await until(lambda: len(store.table(Utterance)) == 2)  # its first sentence was heard

    def refuse(*_, **__):
        raise StoreBusy("slow")

    with monkeypatch.context() as patched:
        patched.setattr(driver._kept, "say", refuse)
        driver.barge_in()
    agent.script = HI
    driver.read("again")
    await listener.wait_for(events.ResponseEnd("response-2", 50, False))
    Kept(driver.record, store, conversations).catch_up()
    assert messages(store)[-2:] == [("assistant", "Hi."), ("assistant", "One.")]


async def test_a_session_older_than_conversations_is_left_alone(store, conversations):
    said = under_way("s1")
    old = SessionRecord(id="s1", user=7, agent="scripted", opened_at=1_000.0)
    await store.commit(old, said)
    Kept(old, store, conversations).catch_up()
    assert messages(store) == []


# Typing


async def test_who_listens_is_told_that_the_agent_thinks_after_what_it_thinks_about(
    driver, agent, listener, stream
):
    agent.script = HI
    driver.read("hello")
    await until(lambda: ("assistant", "Hi.") in stream.story)
    assert stream.story == [("user", "hello"), True, False, ("assistant", "Hi.")]


async def test_an_agent_that_is_turned_off_thinks_no_more(driver, agent, stream, conversations):
    agent.script = (asyncio.Event(),)
    driver.read("hello")
    await until(lambda: True in stream.story)
    await conversations.change("lead", is_ai_active=False, reach=Reach())[1]
    driver.read("again")
    await until(lambda: ("user", "again") in stream.story)
    assert stream.story == [("user", "hello"), True, False, ("user", "again")]


async def test_nobody_is_told_of_thinking_before_its_message_is_safe(driver, agent, stream):
    agent.script = (asyncio.Event(),)
    driver.read("hello")
    driver.detach()
    await until(lambda: ("user", "hello") in stream.story)
    assert stream.story == [("user", "hello")]


async def test_in_somebody_else_s_conversation_nobody_is_told_of_thinking(
    driver, agent, listener, stream, conversations
):
    await conversations.post("lead", id="m", role="user", content="mine", owner=8)[1]
    agent.script = HI
    driver.read("hello")
    await listener.wait_for(events.ResponseEnd)
    assert stream.story == [("user", "mine")]


async def test_a_client_that_is_gone_ends_the_thinking(driver, agent, stream):
    agent.script = (asyncio.Event(),)
    driver.read("hello")
    await until(lambda: True in stream.story)
    driver.detach()
    await until(lambda: stream.story[-1] is False)


# A person in between


async def off(conversations):
    await conversations.post("lead", id="m", role="assistant", content="Welcome")[1]
    await conversations.change("lead", is_ai_active=False, reach=Reach())[1]


async def test_an_agent_that_is_off_is_let_go_after_the_transcript(
    driver, agent, listener, conversations, store
):
    await off(conversations)
    agent.script = (agents.Transcript("hello"), agents.Intent("buy", 1.0), agents.ReplyText("No"))
    await speak(driver)
    await listener.wait_for(events.Transcription("hello"))
    await agent.cut.wait()
    assert agent.given == 1  # not even asked for the next
    assert messages(store)[-1] == ("user", "hello")


async def test_the_memory_of_an_agent_that_is_off_does_not_go_on(
    driver, agent, listener, conversations, store
):
    await off(conversations)
    agent.memory = "before"
    driver.read("hello")
    assert agent.heard == []
    agent.script = (agents.Transcript("hello"), agents.Intent("buy", 1.0))
    await speak(driver)
    await agent.cut.wait()
    assert store.table(SessionRecord).get("s1").memory == "before"


async def test_turning_it_off_cuts_the_reply_under_way(driver, agent, listener, conversations):
    agent.script = LONG
    driver.read("hello")
    await listener.wait_for(events.AudioResponse)
    await conversations.change("lead", is_ai_active=False, reach=Reach())[1]
    assert (await listener.wait_for(events.ResponseEnd)).interrupted
    assert [type(event) for event in listener.events[-2:]] == [
        events.ResponseEnd,
        events.Interruption,
    ]


async def test_an_agent_that_hands_over_is_off_once_its_reply_was_heard(
    driver, agent, listener, conversations, store, stream
):
    agent.script = (agents.HandOver(), *HI)
    driver.read("a person, please")
    await listener.wait_for(events.ResponseEnd)
    await conversations.settled()
    assert store.table(Conversation).get("lead").is_ai_active is False
    assert stream.events[-1]["type"] == "conversation_update"
    agent.heard.clear()
    driver.read("are you there?")
    assert agent.heard == []


async def test_a_state_from_before_the_call_is_in_force(store, conversations, agent):
    await off(conversations)
    kept = Kept(RECORD, store, conversations)
    driver = VoiceDriver(kept, VoiceSession(VoiceSettings()), agent.open_session(), lambda: 1.0)
    conversations.join("lead", driver)
    driver.read("hello")
    assert not driver._answers._tasks
    driver.end(then=nothing)
    await driver.ended()


async def test_a_person_is_heard_and_has_one_message(driver, agent, listener, conversations, store):
    agent.voice = (agents.ReplyAudio(silence(0.05)),)
    await conversations.post("lead", id="h", role="human", content="Hello, it's me")[1]
    started = await listener.wait_for(events.ResponseStart)
    assert started.role == "human"
    await listener.wait_for(events.ResponseEnd)
    assert agent.said == ["Hello, it's me"]
    [said] = store.table(Utterance)
    assert (said.role, said.text, said.heard_of) == ("human", "Hello, it's me", "h")
    assert messages(store) == [("human", "Hello, it's me")]


async def test_a_disk_too_slow_for_the_agent_s_memory_costs_no_word_of_a_person(
    driver, agent, listener, conversations, monkeypatch
):
    def refuse():
        raise StoreBusy("slow")

    agent.memory = "not kept yet"
    monkeypatch.setattr(driver._outbox, "check", refuse)
    await conversations.post("lead", id="h", role="human", content="Hello")[1]
    assert (await listener.wait_for(events.ResponseText)).text == "Hello"


async def test_a_person_s_words_wait_for_a_client_that_is_lost(
    driver, agent, listener, conversations
):
    driver.detach()
    await conversations.post("lead", id="h", role="human", content="Hello")[1]
    assert agent.said == []
    back = Listener()
    driver.attach(back)
    assert (await back.wait_for(events.ResponseText)).text == "Hello"


async def test_after_a_disk_that_failed_a_person_is_still_heard(
    driver, agent, listener, conversations, monkeypatch
):
    agent.script = LONG
    await conversations.post("lead", id="h", role="human", content="Hello")[1]
    await listener.wait_for(events.ResponseEnd)

    def refuse(*_, **__):
        raise StoreBusy("slow")

    with monkeypatch.context() as patched:
        patched.setattr(driver._kept, "say", refuse)
        driver.read("hello")
    await listener.wait_for(events.Problem)
    await conversations.post("lead", id="i", role="human", content="Again")[1]
    await until(lambda: agent.said == ["Hello", "Again"])

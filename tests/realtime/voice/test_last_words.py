"""The client goes while its last words are still being recognised: they aren't lost."""

import asyncio
import json

import pytest

from realtime.agents import base as agents
from realtime.conversations.records import Message
from realtime.voice import driver as driver_module
from realtime.voice import events
from realtime.voice.commands import DropTurn, Keep
from realtime.voice.records import SessionRecord, Utterance
from realtime.voice.sessions import VoiceSessions
from realtime.voice.settings import VoiceSettings
from state.errors import AgentFailed, StoreBusy
from tests.kept import conversations_over, kept_in
from tests.realtime.voice.sessions import a_turn, hear, kinds, read_all, session
from tests.realtime.voice.test_holding import cough, counted, listen, replying
from tests.realtime.voice.test_sessions import Client
from tests.scripted import OneAgent, ScriptedAgent
from tests.speech import babble
from tests.waiting import until

# The core


def gone(is_ai_active=True):
    """A session whose client went at 3.1 s, its turn's audio complete and not recognised yet."""
    core = session()
    core.set_ai_active(is_ai_active, now=0.0)
    hear(core, a_turn())
    assert core.lose(now=3.1) == []
    return core


@pytest.mark.parametrize("is_ai_active", [True, False])
def test_a_turn_being_recognised_is_read_to_its_end_and_transcribed(is_ai_active):
    core = gone(is_ai_active)
    assert len(read_all(core, 1)) > 32_000
    outputs = core.answer(1, agents.Transcript("goodbye"), now=3.4)
    assert outputs[0] == Keep(1, "user", "goodbye") and outputs[-1] == DropTurn(1)
    assert core.take_audio(1) is None


def test_a_turn_still_open_ends_and_is_transcribed_as_far_as_it_came():
    core, sound = session(), a_turn()
    hear(core, sound[: 32_000 * 3 // 2])
    assert kinds(core.lose(now=1.5)) == [events.SpeechStopped]
    heard = read_all(core, 1)
    assert sound[: 32_000 * 3 // 2].endswith(heard) and heard
    assert core.take_audio(1) is None
    assert core.answer(1, agents.Transcript("good"), now=1.8)[0] == Keep(1, "user", "good")


@pytest.mark.parametrize("event", [agents.Intent("buy", 0.9), agents.ReplyText("Bye.")])
def test_an_agent_that_goes_on_without_words_is_let_go_when_nobody_is_there(event):
    assert kinds(gone().answer(1, event, now=3.4)) == [events.TurnMetrics, DropTurn]


def test_nobody_thinks_and_nothing_is_due_once_the_client_is_gone():
    core = gone()
    assert not core.is_thinking and core.next_deadline() is None


def test_a_turn_that_was_recognised_is_not_answered_once_the_client_is_gone():
    core = session()
    hear(core, a_turn())
    core.answer(1, agents.Transcript("hello"), now=3.0)
    assert core.lose(now=3.1) == [DropTurn(1)]


def test_a_typed_turn_is_not_answered_once_the_client_is_gone():
    core = session()
    core.read("hello", now=0.0)
    assert core.lose(now=0.1) == [DropTurn(1)]


def test_a_sound_over_a_reply_may_have_been_the_last_words():
    core, _ = replying(counted(4.0))
    listen(core, cough(at=2.0))
    outputs = core.lose(now=2.7)
    assert DropTurn(1) in outputs and DropTurn(2) not in outputs
    assert core.answer(2, agents.Transcript("stop"), now=3.0)[0] == Keep(2, "user", "stop")


def test_words_that_wait_behind_a_noise_are_kept_when_the_client_goes():
    core = session()
    hear(core, a_turn())
    listen(core, cough(), now=3.0)
    assert core.answer(1, agents.Transcript("hello"), now=4.0) == []
    assert Keep(1, "user", "hello") in core.lose(now=4.1)


def test_who_is_back_by_then_is_told_and_not_answered():
    core = gone()
    assert core.come_back(now=3.2) == []
    assert events.Transcription("goodbye") in core.answer(1, agents.Transcript("goodbye"), now=3.4)
    assert core.answer(1, agents.ReplyText("Bye."), now=3.5) == []


def test_who_is_back_and_speaks_at_once_costs_no_word_from_before():
    core = gone()
    core.come_back(now=3.2)
    hear(core, a_turn(), now=3.2)
    assert read_all(core, 1) and read_all(core, 2)
    assert core.answer(1, agents.Transcript("one"), now=7.0)[0] == Keep(1, "user", "one")
    assert core.answer(2, agents.Transcript("two"), now=7.0)[0] == Keep(2, "user", "two")
    assert kinds(core.answer(2, agents.ReplyText("Hi."), now=7.1))[-1] is events.ResponseText


def test_what_is_given_up_is_not_recognised():
    core = session()
    hear(core, a_turn())
    assert core.give_up(now=3.1) == [DropTurn(1)]
    assert core.take_audio(1) is None
    assert core.answer(1, agents.Transcript("hello"), now=3.4) == []


# Its driver


@pytest.fixture
async def store(tmp_path):
    async with kept_in(tmp_path) as (store, archive):
        store.archive = archive
        yield store


@pytest.fixture
def agent():
    return ScriptedAgent()


@pytest.fixture
async def sessions(store, agent):
    conversations = conversations_over(store, store.archive)
    directory, clock = OneAgent(agent), lambda: 1_000.0
    sessions = VoiceSessions(
        VoiceSettings(), directory, store, store.archive, conversations, wall_clock=clock
    )
    yield sessions
    await sessions.close()
    await conversations.stream.close()


@pytest.fixture
async def call(sessions, agent):
    """A client that has just spoken, its driver, its agent at work on it, and how it began."""
    client, recognised = Client(), asyncio.Event()
    agent.script = (recognised, agents.Transcript("goodbye"), agents.Intent("bye", 0.9))
    driver = sessions.open(agent, client, user=7)
    start = await client.start()
    driver.start_speaking()
    driver.receive(babble(0.2))
    driver.stop_speaking()
    await until(lambda: agent.heard)
    return client, driver, recognised, start


def messages(store):
    return [(each.role, each.content) for each in store.table(Message)]


async def test_the_last_words_of_a_client_that_is_lost_become_a_message(
    sessions, store, agent, call
):
    client, _, recognised, start = call
    sessions.lose(start.session_id, client)
    recognised.set()
    await agent.cut.wait()
    assert messages(store) == [("user", "goodbye")]
    assert agent.given == 1  # not even asked what they mean
    assert events.Transcription not in [type(event) for event in client.events]


async def test_the_last_words_of_a_client_that_hangs_up_are_in_the_transcript(
    sessions, store, agent, call
):
    client, driver, recognised, start = call
    sessions.end(start.session_id, client)
    recognised.set()
    await driver.ended()
    assert messages(store) == [("user", "goodbye")]
    assert agent.given == 1 and agent.closed == 1
    transcript = json.loads(await store.archive.read("transcript", start.session_id))
    assert [each["text"] for each in transcript["utterances"]] == ["goodbye"]
    assert not store.table(Utterance) and not store.table(SessionRecord)


async def test_what_is_being_said_when_the_client_hangs_up_is_recognised_as_it_stands(
    sessions, store, agent
):
    client = Client()
    agent.script = (agents.Transcript("good"),)
    driver = sessions.open(agent, client, user=7)
    start = await client.start()
    driver.start_speaking()
    driver.receive(babble(0.2))
    sessions.end(start.session_id, client)
    await driver.ended()
    assert agent.heard == [babble(0.2)]
    assert messages(store) == [("user", "good")]


async def test_a_server_that_stops_waits_for_the_last_words(sessions, store, call):
    client, _, recognised, _ = call
    closing = asyncio.create_task(sessions.close())
    await until(lambda: client.ended)
    recognised.set()
    await closing
    assert messages(store) == [("user", "goodbye")]
    assert [each.text for each in store.table(Utterance)] == ["goodbye"]


async def test_last_words_that_are_not_recognised_in_time_hold_nobody(
    sessions, store, agent, call, monkeypatch
):
    monkeypatch.setattr(driver_module, "LET_GO_SECONDS", 0.01)
    client, driver, _, start = call
    sessions.end(start.session_id, client)
    await driver.ended()
    assert agent.cut.is_set() and agent.closed == 1
    assert messages(store) == []


async def test_an_agent_that_fails_over_the_last_words_holds_nobody(sessions, store, agent, call):
    client, driver, recognised, start = call
    agent.script = (recognised, AgentFailed("no worker"))
    sessions.end(start.session_id, client)
    recognised.set()
    await driver.ended()
    assert agent.closed == 1


async def test_a_disk_that_refuses_the_last_words_holds_nobody(
    sessions, store, agent, call, monkeypatch
):
    def refuse(*_, **__):
        raise StoreBusy("slow")

    client, driver, recognised, start = call
    monkeypatch.setattr(driver._kept, "say", refuse)
    sessions.end(start.session_id, client)
    recognised.set()
    await driver.ended()
    assert agent.closed == 1 and messages(store) == []


async def test_a_disk_that_refuses_a_turn_costs_the_one_being_recognised(agent, call, monkeypatch):
    def refuse(*_, **__):
        raise StoreBusy("slow")

    client, driver, _, _ = call
    driver.set_ai_active(False)
    monkeypatch.setattr(driver._kept, "say", refuse)
    driver.read("hello")
    await client.wait_for(events.Problem)
    await agent.cut.wait()
    assert driver._core.answer(1, agents.Transcript("goodbye"), now=0.0) == []


async def test_who_resumes_is_told_the_last_words_after_the_session_s_start(
    sessions, store, agent, call
):
    client, _, recognised, start = call
    sessions.lose(start.session_id, client)
    recognised.set()
    await until(lambda: messages(store))
    # In the same turn of the loop: the words aren't safe yet.
    back = Client()
    sessions.resume(start.session_id, start.resume_token, back, user=7)
    await back.start()
    assert isinstance(back.events[0], events.SessionStart)


async def test_who_resumes_before_they_are_recognised_is_told_them(sessions, call):
    client, _, recognised, start = call
    sessions.lose(start.session_id, client)
    back = Client()
    sessions.resume(start.session_id, start.resume_token, back, user=7)
    recognised.set()
    await back.wait_for(events.Transcription("goodbye"))
    assert isinstance(back.events[0], events.SessionStart)

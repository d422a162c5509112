import json
from contextlib import asynccontextmanager

import msgspec
import pytest

from realtime.agents import base as agents
from realtime.agents.base import AgentCard
from realtime.conversations.records import Message
from realtime.conversations.selection import Reach
from realtime.voice import events
from realtime.voice import sessions as sessions_module
from realtime.voice.interjections import MOST
from realtime.voice.messages import Configuration
from realtime.voice.records import SessionRecord, Utterance
from realtime.voice.sessions import VoiceSessions
from realtime.voice.settings import VoiceSettings
from state.archived import Archived
from state.contract import AVATAR_CHANNEL
from state.errors import (
    AgentNotFound,
    NotAuthenticated,
    NotPermitted,
    ServerStopping,
    StoreBusy,
    StoreFailed,
)
from state.records import Tables
from tests.kept import conversations_over, kept_in
from tests.scripted import OneAgent, ScriptedAgent
from tests.waiting import Listener, until


class Client(Listener):
    def __init__(self):
        super().__init__()
        self.send = self
        self.ended = []

    def end(self, reason):
        self.ended.append(reason)

    async def start(self):
        """What it is told first."""
        return await self.wait_for(events.SessionStart)


@pytest.fixture
def agent():
    return ScriptedAgent()


@pytest.fixture
async def run(tmp_path, agent):
    """Starts the server's voice sessions, over the same folder each time."""

    @asynccontextmanager
    async def start():
        async with kept_in(tmp_path) as (store, archive):
            conversations = conversations_over(store, archive)
            sessions = VoiceSessions(
                VoiceSettings(),
                OneAgent(agent),
                store,
                archive,
                conversations,
                wall_clock=lambda: 1_000.0,
            )
            yield sessions
            await sessions.close()
            await conversations.stream.close()

    return start


@pytest.fixture
async def sessions(run):
    async with run() as sessions:
        yield sessions


async def opened(sessions, user=None):
    client, agent = Client(), ScriptedAgent()
    driver = sessions.open(agent, client, user=user)
    return client, agent, driver, await client.start()


async def test_a_user_s_sessions_are_counted_but_not_those_of_avatars(sessions):
    first, _, _, start = await opened(sessions, user=7)
    await opened(sessions, user=7)
    sessions.open(ScriptedAgent(), Client(), user=7, channel=AVATAR_CHANNEL)
    assert (sessions.count_of(7), sessions.count_of(None), len(sessions)) == (2, 0, 3)
    sessions.lose(start.session_id, first)
    assert sessions.count_of(7) == 2
    sessions.end(start.session_id, first)
    assert sessions.count_of(7) == 1


async def test_a_lost_session_is_kept_with_its_driver(sessions):
    client, _, driver, start = await opened(sessions)
    sessions.lose(start.session_id, client)
    back = Client()
    resumed = sessions.resume(start.session_id, start.resume_token, back, user=None)
    again = await back.start()
    assert resumed is driver
    assert again.resumed and again.resume_token != start.resume_token
    assert client.ended == []


async def test_a_lost_session_ends_when_nobody_comes_back(sessions, monkeypatch):
    monkeypatch.setattr(sessions_module, "RESUME_SECONDS", 0.0)
    client, agent, driver, start = await opened(sessions)
    sessions.lose(start.session_id, client)
    while len(sessions):
        await driver._loop.run_in_executor(None, int)
    await driver.ended()
    assert agent.closed == 1
    with pytest.raises(NotAuthenticated):
        sessions.check_resume(start.session_id, start.resume_token, user=None)


async def test_a_resumed_session_lets_its_old_client_go(sessions):
    client, _, _, start = await opened(sessions)
    sessions.resume(start.session_id, start.resume_token, Client(), user=None)
    assert client.ended == ["resumed_elsewhere"]


async def test_an_old_client_that_ends_in_turn_does_not_end_the_resumed_session(sessions):
    client, _, _, start = await opened(sessions)
    client.end = lambda reason: sessions.end(start.session_id, client)
    sessions.resume(start.session_id, start.resume_token, Client(), user=None)
    assert len(sessions) == 1


@pytest.mark.parametrize("call", ["lose", "end"])
async def test_what_an_old_client_says_of_a_resumed_session_is_not_heard(sessions, call):
    client, _, _, start = await opened(sessions)
    sessions.resume(start.session_id, start.resume_token, Client(), user=None)
    getattr(sessions, call)(start.session_id, client)
    assert len(sessions) == 1


@pytest.mark.parametrize(("session_id", "token", "user"), [("x", "", 7), ("", "x", 7), ("", "", 8)])
async def test_nobody_else_resumes_it(sessions, session_id, token, user):
    _, _, _, start = await opened(sessions, user=7)
    with pytest.raises(NotAuthenticated):
        sessions.resume(
            session_id or start.session_id, token or start.resume_token, Client(), user=user
        )


async def test_closing_tells_each_client_and_lets_each_agent_go(sessions):
    client, agent, _, start = await opened(sessions)
    lost, lost_agent, _, lost_start = await opened(sessions)
    sessions.lose(lost_start.session_id, lost)
    await sessions.close()
    assert client.ended == ["shutdown"] and lost.ended == []
    assert agent.closed == lost_agent.closed == 1


async def test_a_server_that_stops_opens_nothing(sessions):
    _, _, _, start = await opened(sessions)
    await sessions.close()
    with pytest.raises(ServerStopping):
        sessions.open(ScriptedAgent(), Client(), user=None)
    with pytest.raises(ServerStopping):
        sessions.resume(start.session_id, start.resume_token, Client(), user=None)


# Restarts


async def left(run, agent, user=None, say="hello"):
    """A session that was talked to when the server stopped."""
    async with run() as sessions:
        client = Client()
        driver = sessions.open(agent, client, user=user)
        start = await client.start()
        agent.script = (agents.ReplyText("Hi."), agents.ReplyAudio(bytes(640)), agents.TurnDone())
        agent.memory = {"product": "bicycle"}
        if say:
            driver.read(say)
            await client.wait_for(events.ResponseEnd)
    return start


async def test_a_session_goes_on_after_a_restart(run, agent):
    start = await left(run, agent)
    agent.memory = None
    async with run() as sessions:
        back = Client()
        driver = sessions.resume(start.session_id, start.resume_token, back, user=None)
        again = await back.start()
        assert again.resumed and again.session_id == start.session_id
        assert agent.memory == {"product": "bicycle"}
        driver.read("again")
        ended = await back.wait_for(events.ResponseEnd)
        assert ended.response_id == "response-2"


async def test_what_its_client_configured_is_in_force_after_a_restart(run, agent):
    async with run() as sessions:
        client, _, driver, start = await opened(sessions)
        driver.configure(Configuration(silence_ms=700, binary_audio=True))
    async with run() as sessions:
        driver = sessions.resume(start.session_id, start.resume_token, Client(), user=None)
        assert driver._core.configuration.silence_ms == 700 and driver.sends_binary_audio


async def test_nobody_else_resumes_it_after_a_restart(run, agent):
    start = await left(run, agent, user=7)
    async with run() as sessions:
        for token, user in (("x", 7), (start.resume_token, 8)):
            with pytest.raises(NotAuthenticated):
                sessions.check_resume(start.session_id, token, user=user)


async def test_a_session_whose_agent_is_gone_is_not_resumed(run, agent):
    start = await left(run, agent)
    agent.card = AgentCard(name="another", title="Another", language="en", hears=True)
    async with run() as sessions:
        with pytest.raises(AgentNotFound):
            sessions.check_resume(start.session_id, start.resume_token, user=None)
        with pytest.raises(AgentNotFound):
            sessions.resume(start.session_id, start.resume_token, Client(), user=None)


async def test_what_nobody_comes_back_to_after_a_restart_is_put_away(run, agent):
    start = await left(run, agent)
    async with run() as sessions:
        await sessions.end_asleep()
        with pytest.raises(NotAuthenticated):
            sessions.check_resume(start.session_id, start.resume_token, user=None)
        assert not sessions._store.table(SessionRecord) and not sessions._store.table(Utterance)
        await sessions._archive.read("transcript", start.session_id)


async def test_a_session_that_was_resumed_is_not_put_away_with_the_others(run, agent):
    start = await left(run, agent)
    async with run() as sessions:
        sessions.resume(start.session_id, start.resume_token, Client(), user=None)
        await sessions.end_asleep()
        assert sessions._store.table(SessionRecord).get(start.session_id)


async def test_a_session_that_ends_becomes_a_transcript(sessions):
    client, agent, driver, start = await opened(sessions, user=7)
    agent.script = (agents.ReplyText("Hi."), agents.ReplyAudio(bytes(640)), agents.TurnDone())
    driver.read("hello")
    await client.wait_for(events.ResponseEnd)
    sessions.end(start.session_id, client)
    await driver.ended()
    transcript = json.loads(await sessions._archive.read("transcript", start.session_id))
    when = ("began_at", "ended_at", "is_typed")
    times = [{each: said.pop(each) for each in when} for said in transcript["utterances"]]
    assert transcript == {
        "schema": 1,
        "session_id": start.session_id,
        "user": 7,
        "agent": "scripted",
        "lead_id": start.lead_id,
        "opened_at": 1_000.0,
        "utterances": [
            {"turn": 1, "role": "user", "text": "hello", "at": 1_000.0},
            {"turn": 1, "role": "assistant", "text": "Hi.", "at": 1_000.0},
        ],
    }
    assert [said["is_typed"] for said in times] == [True, False]
    assert all(950.0 < said["began_at"] <= said["ended_at"] <= 1_000.0 for said in times)
    assert not sessions._store.table(SessionRecord) and not sessions._store.table(Utterance)


async def test_who_lost_a_session_may_end_it(sessions):
    client, _, _, start = await opened(sessions)
    sessions.lose(start.session_id, client)
    sessions.end(start.session_id, Client())
    assert len(sessions) == 1
    sessions.end(start.session_id, client)
    assert len(sessions) == 0


async def test_a_session_in_which_nothing_was_said_leaves_nothing(sessions):
    client, _, driver, start = await opened(sessions)
    sessions.end(start.session_id, client)
    await driver.ended()
    assert not sessions._store.table(SessionRecord) and not sessions._store.table(Archived)


# Tokens


async def test_a_client_that_never_read_its_new_token_comes_back_with_the_old_one(sessions):
    client, _, _, start = await opened(sessions)
    sessions.lose(start.session_id, client)
    unlucky = Client()
    sessions.resume(start.session_id, start.resume_token, unlucky, user=None)
    sessions.lose(start.session_id, unlucky)
    sessions.resume(start.session_id, start.resume_token, Client(), user=None)


async def test_once_the_new_token_is_known_to_have_come_the_old_one_opens_nothing(sessions):
    client, _, _, start = await opened(sessions)
    back = Client()
    sessions.resume(start.session_id, start.resume_token, back, user=None)
    sessions.confirm(start.session_id, client)  # not this one's to say
    sessions.check_resume(start.session_id, start.resume_token, user=None)
    sessions.confirm(start.session_id, back)
    with pytest.raises(NotAuthenticated):
        sessions.check_resume(start.session_id, start.resume_token, user=None)
    again = await back.start()
    sessions.check_resume(start.session_id, again.resume_token, user=None)


async def test_no_token_is_kept(sessions):
    _, _, _, start = await opened(sessions)
    [record] = sessions._store.table(SessionRecord)
    assert start.resume_token not in str(record)


async def test_a_store_that_has_failed_opens_nothing(sessions):
    sessions._store.failure = "no space left"
    with pytest.raises(StoreFailed):
        sessions.open(ScriptedAgent(), Client(), user=None)


@pytest.mark.logs("its transcript stays where it is")
async def test_a_transcript_that_cannot_be_put_away_stays_in_the_store(sessions, agent):
    client, agent, driver, start = await opened(sessions)
    driver.read("hello")
    sessions._store.failure = "no space left"
    sessions.end(start.session_id, client)
    await driver.ended()
    assert sessions._store.table(SessionRecord).get(start.session_id)


async def test_however_often_a_resume_breaks_unread_the_known_token_is_good(sessions):
    client, _, _, start = await opened(sessions)
    sessions.lose(start.session_id, client)
    for _ in range(3):
        unlucky = Client()
        sessions.resume(start.session_id, start.resume_token, unlucky, user=None)
        sessions.lose(start.session_id, unlucky)
    sessions.check_resume(start.session_id, start.resume_token, user=None)


async def test_a_session_that_is_ending_is_not_resumed(sessions):
    client, _, driver, start = await opened(sessions)
    sessions.end(start.session_id, client)
    with pytest.raises(NotAuthenticated):
        sessions.check_resume(start.session_id, start.resume_token, user=None)
    await driver.ended()


# A disk that is slow or gone


def refuse(*_, **__):
    raise StoreBusy("slow")


async def test_a_session_that_cannot_be_begun_is_nowhere(sessions, monkeypatch):
    monkeypatch.setattr(sessions._store, "commit", refuse)
    agent = ScriptedAgent()
    with pytest.raises(StoreBusy):
        sessions.open(agent, Client(), user=None)
    assert len(sessions) == 0
    monkeypatch.undo()
    await sessions.close()
    assert agent.closed == 1


async def test_a_session_that_cannot_be_resumed_just_now_still_can_later(sessions, monkeypatch):
    client, _, _, start = await opened(sessions)
    sessions.lose(start.session_id, client)
    monkeypatch.setattr(sessions._store, "commit", refuse)
    with pytest.raises(StoreBusy):
        sessions.resume(start.session_id, start.resume_token, Client(), user=None)
    monkeypatch.undo()
    sessions.resume(start.session_id, start.resume_token, Client(), user=None)


@pytest.mark.logs("its transcript stays where it is")
async def test_what_cannot_be_put_away_just_now_is_later(sessions, monkeypatch):
    client, agent, driver, start = await opened(sessions)
    driver.read("hello")
    monkeypatch.setattr(sessions._archive, "keep", refuse)
    sessions.end(start.session_id, client)
    await driver.ended()
    monkeypatch.undo()
    await sessions.end_asleep()
    await sessions._archive.read("transcript", start.session_id)


# Leads


async def test_without_a_lead_each_session_is_one_by_itself(sessions):
    _, _, driver, start = await opened(sessions)
    _, _, _, other = await opened(sessions)
    assert start.lead_id and start.lead_id != other.lead_id
    assert driver.record.lead_id == start.lead_id


async def test_a_session_keeps_its_lead_over_a_restart(run, agent):
    async with run() as sessions:
        client = Client()
        sessions.open(agent, client, user=7, lead_id="maria")
        start = await client.start()
    async with run() as sessions:
        back = Client()
        sessions.resume(start.session_id, start.resume_token, back, user=7)
        assert (await back.start()).lead_id == start.lead_id == "maria"


async def test_a_session_older_than_leads_gets_one_when_it_is_resumed(run, agent):
    start = await left(run, agent)
    async with run() as sessions:
        record = sessions._store.table(SessionRecord).get(start.session_id)
        await sessions._store.commit(msgspec.structs.replace(record, lead_id=""))
        back = Client()
        sessions.resume(start.session_id, start.resume_token, back, user=None)
        again = await back.start()
        assert again.lead_id
        assert sessions._store.table(SessionRecord).get(start.session_id).lead_id == again.lead_id


async def test_nobody_talks_as_a_lead_whose_conversation_is_another_s(sessions):
    await sessions._conversations.post("maria", id="m", role="user", content="hi", owner=8)[1]
    with pytest.raises(NotPermitted):
        sessions.open(ScriptedAgent(), Client(), user=7, lead_id="maria")
    sessions.open(ScriptedAgent(), Client(), user=8, lead_id="maria")


async def test_whose_token_has_the_lead_may_talk_and_what_is_said_is_kept(sessions):
    await sessions._conversations.post("maria", id="m", role="user", content="hi", owner=8)[1]
    reach = Reach(leads=frozenset({"maria"}))
    driver = sessions.open(ScriptedAgent(), Client(), user=7, lead_id="maria", reach=reach)
    driver.read("hello")
    assert [each.content for each in sessions._store.table(Message)] == ["hi", "hello"]


async def test_a_token_for_another_lead_resumes_nothing(sessions):
    _, _, _, start = await opened(sessions)
    with pytest.raises(NotPermitted):
        sessions.check_resume(
            start.session_id, start.resume_token, user=None, reach=Reach(leads=frozenset({"x"}))
        )


def under_way(session_id):
    return Utterance(
        session_id=session_id, turn=2, role="assistant", text="One.", at=1_000.0, is_final=False
    )


async def test_a_reply_that_a_kill_cut_is_a_message_once_the_session_is_resumed(run, agent):
    start = await left(run, agent)
    cut = under_way(start.session_id)
    async with run() as sessions:
        await sessions._store.commit(cut)
        sessions.resume(start.session_id, start.resume_token, Client(), user=None)
        assert [each.content for each in sessions._store.table(Message)] == ["hello", "Hi.", "One."]


async def test_a_reply_that_a_kill_cut_is_a_message_once_the_session_is_put_away(run, agent):
    start = await left(run, agent)
    cut = under_way(start.session_id)
    async with run() as sessions:
        await sessions._store.commit(cut)
        await sessions.end_asleep()
        assert [each.content for each in sessions._store.table(Message)] == ["hello", "Hi.", "One."]


async def test_a_session_that_has_ended_hears_nothing_more_of_its_conversation(sessions):
    client, agent, driver, start = await opened(sessions)
    sessions.end(start.session_id, client)
    await sessions._conversations.post(start.lead_id, id="h", role="human", content="You there?")[1]
    await driver.ended()
    assert agent.said == [] and not sessions._conversations._callers


async def test_one_that_is_lost_still_does(sessions):
    client, agent, _, start = await opened(sessions)
    sessions.lose(start.session_id, client)
    await sessions._conversations.post(start.lead_id, id="h", role="human", content="You there?")[1]
    back = Client()
    sessions.resume(start.session_id, start.resume_token, back, user=None)
    assert (await back.wait_for(events.ResponseStart)).role == "human"
    assert isinstance(back.events[0], events.SessionStart)


# What people said while the session was asleep


async def post(sessions, lead_id, *contents, role="human"):
    """Each is its own id."""
    for content in contents:
        await sessions._conversations.post(lead_id, id=content, role=role, content=content)[1]


async def heard_again(sessions, start, agent, *, last):
    """What people are heard to say to whoever resumes it, up to `last`."""
    agent.said.clear()
    back = Client()
    driver = sessions.resume(start.session_id, start.resume_token, back, user=None)
    await back.wait_for(events.SessionStart)
    if last is None:
        driver.read("hello")
        await back.wait_for(events.ResponseEnd)
    else:
        await until(lambda: agent.said and agent.said[-1] == last)
    assert isinstance(back.events[0], events.SessionStart)
    return agent.said


async def test_what_a_person_said_before_a_restart_is_heard_after_it_once(run, agent):
    async with run() as sessions:
        client = Client()
        sessions.open(agent, client, user=None)
        start = await client.start()
        sessions.lose(start.session_id, client)
        await post(sessions, start.lead_id, "one", "two")
    async with run() as sessions:
        agent.voice = (agents.ReplyAudio(bytes(640)),)
        assert await heard_again(sessions, start, agent, last="two") == ["one", "two"]
        await until(lambda: len(sessions._store.table(Utterance)) == 2)
    async with run() as sessions:
        agent.script = (agents.ReplyText("Hi."), agents.ReplyAudio(bytes(640)), agents.TurnDone())
        assert await heard_again(sessions, start, agent, last=None) == []


async def test_what_a_person_says_while_the_session_is_asleep_is_heard_when_it_is_resumed(
    run, agent
):
    start = await left(run, agent)
    async with run() as sessions:
        await post(sessions, start.lead_id, "meanwhile")
        await post(sessions, start.lead_id, "typed", role="user")
        assert await heard_again(sessions, start, agent, last="meanwhile") == ["meanwhile"]


async def test_what_was_heard_in_part_before_a_restart_is_not_said_again(run, agent):
    start = await left(run, agent)
    async with run() as sessions:
        await post(sessions, start.lead_id, "before", "in part", "after")
        heard = Utterance(
            session_id=start.session_id,
            turn=2,
            role="human",
            text="in",
            at=1_000.0,
            is_final=False,
            heard_of="in part",
        )
        await sessions._store.commit(heard)
        assert await heard_again(sessions, start, agent, last="after") == ["after"]


async def test_what_was_said_before_the_call_began_is_not_said_in_it(run, agent):
    start = await left(run, agent)
    async with run() as sessions:
        await post(sessions, start.lead_id, "long ago")
        record = sessions._store.table(SessionRecord).get(start.session_id)
        await sessions._store.commit(msgspec.structs.replace(record, opened_at=1_000.5))
        assert await heard_again(sessions, start, agent, last=None) == []


async def test_what_an_older_version_let_be_heard_is_not_said_again(run, agent):
    start = await left(run, agent)
    older = (
        f'[["put","voice_utterances",{{"session_id":"{start.session_id}","turn":2,"role":"human",'
        '"text":"heard","at":1000.5}]]'
    )
    async with run() as sessions:
        await post(sessions, start.lead_id, "heard")
        await sessions._store.commit(*Tables([Utterance]).decode(older.encode()))
        assert await heard_again(sessions, start, agent, last=None) == []


async def test_what_is_not_safe_when_a_session_is_resumed_is_said_once(run, agent):
    start = await left(run, agent)
    async with run() as sessions:
        posted = sessions._conversations.post(start.lead_id, id="m", role="human", content="now")
        sessions.resume(start.session_id, start.resume_token, Client(), user=None)
        await posted[1]
        await until(lambda: agent.said)
        assert not sessions._live[start.session_id].driver._core._floor.interjections
        assert agent.said == ["now"]


async def test_of_too_much_that_people_said_meanwhile_the_latest_is_heard(run, agent):
    start = await left(run, agent)
    async with run() as sessions:
        await post(sessions, start.lead_id, *[f"{number}" for number in range(MOST + 2)])
        said = await heard_again(sessions, start, agent, last=f"{MOST + 1}")
        assert said == [f"{number}" for number in range(2, MOST + 2)]


async def test_somebody_else_s_conversation_says_nothing_to_a_session_that_is_resumed(run, agent):
    start = await left(run, agent, say="")
    async with run() as sessions:
        await sessions._conversations.post(
            start.lead_id, id="m", role="user", content="mine", owner=8
        )[1]
        await post(sessions, start.lead_id, "for 8")
        agent.script = (agents.ReplyText("Hi."), agents.ReplyAudio(bytes(640)), agents.TurnDone())
        assert await heard_again(sessions, start, agent, last=None) == []


async def test_a_resume_that_the_disk_refuses_costs_no_word_of_a_person(run, agent, monkeypatch):
    start = await left(run, agent)
    async with run() as sessions:
        await post(sessions, start.lead_id, "meanwhile")
        with monkeypatch.context() as patched:
            patched.setattr(sessions._store, "commit", refuse)
            with pytest.raises(StoreBusy):
                sessions.resume(start.session_id, start.resume_token, Client(), user=None)
        assert await heard_again(sessions, start, agent, last="meanwhile") == ["meanwhile"]

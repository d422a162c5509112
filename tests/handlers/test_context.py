"""What is done for a session bears its own ids in the log, whoever's request set it off."""

import asyncio
import logging

from realtime.agents import base as agents
from realtime.conversations.conversations import Conversations
from state.context import about, ids
from tests import scripted
from tests.avatars import ScriptedAvatars
from tests.handlers.conftest import token
from tests.handlers.consultation import Visitor
from tests.handlers.test_leads import feed
from tests.speech import silence
from tests.waiting import until


async def test_what_a_person_says_through_a_call_is_about_the_call(serve, monkeypatch):
    server = serve()
    server.agent.voice = (agents.ReplyAudio(silence(0.05)),)
    known = []

    async def say(self, text):
        known.append(ids())
        async for event in begun(self, text):
            yield event

    begun = scripted.ScriptedSession.say
    monkeypatch.setattr(scripted.ScriptedSession, "say", say)
    talker = await server.connect("?lead_id=maria")
    await talker.start()
    await feed(server, "maria", role="human", content="I take over")
    await talker.next("response_end")
    assert known == [{"session_id": talker.session_id, "conversation_id": "maria"}]


async def test_a_stop_is_about_the_session_that_is_stopped(serve, monkeypatch):
    known = []

    async def stop(self, session_id):
        known.append(ids())
        await done(self, session_id)

    done = ScriptedAvatars.stop
    monkeypatch.setattr(ScriptedAvatars, "stop", stop)
    server = serve()
    id = await Visitor(server, 1).begin()
    session = server.consultations._desk.live_session(1, id)
    about(session_id="another", conversation_id="another's")
    server.later(3_600)
    await until(lambda: known)
    assert known[0] == {"session_id": session.id, "conversation_id": session.lead_id}


async def test_a_request_about_a_conversation_bears_its_id(serve, monkeypatch):
    known = []

    async def settled(self):
        known.append(ids())
        return await done(self)

    done = Conversations.settled
    monkeypatch.setattr(Conversations, "settled", settled)
    server = serve()
    await feed(server, "maria", role="user", content="Hello")
    headers = {"Authorization": f"Bearer {token(scope='conversations')}"}
    told = await server.fetch("/backend/conversations/maria/messages", headers=headers)
    assert known[-1] == {
        "request_id": told.headers["X-Request-Id"],
        "conversation_id": "maria",
    }


async def test_what_is_no_request_does_not_bear_the_id_of_the_one_before(
    serve, monkeypatch, caplog
):
    known = []
    caplog.set_level(logging.INFO, "tornado.general")
    note = [lambda record: known.append(ids())]
    monkeypatch.setattr(logging.getLogger("tornado.general"), "filters", note)
    server = serve()
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n")
    await reader.readuntil(b"}")
    writer.write(b"nonsense\r\n\r\n")
    await reader.read()
    writer.close()
    assert known == [{}]

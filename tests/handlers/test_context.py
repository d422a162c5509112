"""What is done for a session bears its own ids in the log, whoever's request set it off."""

from realtime.agents import base as agents
from state.context import about, ids
from tests import scripted
from tests.avatars import ScriptedAvatars
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

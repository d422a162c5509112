import pytest

from realtime.voice import sessions as sessions_module
from realtime.voice.sessions import VoiceSessions
from realtime.voice.settings import VoiceSettings
from state.errors import NotAuthenticated, ServerStopping
from tests.scripted import ScriptedAgent


class Client:
    def __init__(self):
        self.sent = []
        self.ended = []

    def send(self, event):
        self.sent.append(event)

    def end(self, reason):
        self.ended.append(reason)


@pytest.fixture
async def sessions():
    opened = VoiceSessions(VoiceSettings())
    yield opened
    await opened.close()


def opened(sessions, user=None):
    client, agent = Client(), ScriptedAgent()
    driver, start = sessions.open(agent, client, user=user)
    return client, agent, driver, start


async def test_a_lost_session_is_kept_with_its_driver(sessions):
    client, _, driver, start = opened(sessions)
    sessions.lose(start.session_id, client)
    back = Client()
    resumed, again = sessions.resume(start.session_id, start.resume_token, back, user=None)
    assert resumed is driver
    assert again.resumed and again.resume_token != start.resume_token
    assert client.ended == []


async def test_a_lost_session_ends_when_nobody_comes_back(sessions, monkeypatch):
    monkeypatch.setattr(sessions_module, "RESUME_SECONDS", 0.0)
    client, agent, driver, start = opened(sessions)
    sessions.lose(start.session_id, client)
    while len(sessions):
        await driver._loop.run_in_executor(None, int)
    await driver.ended()
    assert agent.closed == 1
    with pytest.raises(NotAuthenticated):
        sessions.check_resume(start.session_id, start.resume_token, user=None)


async def test_a_resumed_session_lets_its_old_client_go(sessions):
    client, _, _, start = opened(sessions)
    sessions.resume(start.session_id, start.resume_token, Client(), user=None)
    assert client.ended == ["resumed_elsewhere"]


async def test_an_old_client_that_ends_in_turn_does_not_end_the_resumed_session(sessions):
    client, _, _, start = opened(sessions)
    client.end = lambda reason: sessions.end(start.session_id, client)
    sessions.resume(start.session_id, start.resume_token, Client(), user=None)
    assert len(sessions) == 1


@pytest.mark.parametrize("call", ["lose", "end"])
async def test_what_an_old_client_says_of_a_resumed_session_is_not_heard(sessions, call):
    client, _, _, start = opened(sessions)
    sessions.resume(start.session_id, start.resume_token, Client(), user=None)
    getattr(sessions, call)(start.session_id, client)
    assert len(sessions) == 1


@pytest.mark.parametrize(("session_id", "token", "user"), [("x", "", 7), ("", "x", 7), ("", "", 8)])
async def test_nobody_else_resumes_it(sessions, session_id, token, user):
    _, _, _, start = opened(sessions, user=7)
    with pytest.raises(NotAuthenticated):
        sessions.resume(
            session_id or start.session_id, token or start.resume_token, Client(), user=user
        )


async def test_closing_tells_each_client_and_lets_each_agent_go(sessions):
    client, agent, _, start = opened(sessions)
    lost, lost_agent, _, lost_start = opened(sessions)
    sessions.lose(lost_start.session_id, lost)
    await sessions.close()
    assert client.ended == ["shutdown"] and lost.ended == []
    assert agent.closed == lost_agent.closed == 1


async def test_a_server_that_stops_opens_nothing(sessions):
    _, _, _, start = opened(sessions)
    await sessions.close()
    with pytest.raises(ServerStopping):
        sessions.open(ScriptedAgent(), Client(), user=None)
    with pytest.raises(ServerStopping):
        sessions.resume(start.session_id, start.resume_token, Client(), user=None)

"""What /metrics says of voice sessions: each figure moves by what happened, over real sockets."""

import asyncio

import pytest

from realtime.agents import base as agents
from realtime.voice.settings import VoiceSettings
from state.contract import MAX_MESSAGE_BYTES
from state.errors import AgentFailed, DialogflowFailed
from tests.figures import Growth
from tests.handlers.seller import Seller
from tests.handlers.talker import data_of, talking
from tests.handlers.watching.test_metrics import scraped
from tests.scripted import ScriptedAgent, ScriptedSession
from tests.speech import babble, mixed, noise, room, silence
from tests.waiting import until

REPLY = (agents.ReplyText("Hi there."), agents.ReplyAudio(silence(0.1)), agents.TurnDone())
SPOKEN = (agents.Transcript("hello"), *REPLY)
LONG = (agents.ReplyText("A long story."), agents.ReplyAudio(silence(5)), agents.TurnDone())


class DeafSession(ScriptedSession):
    async def listen(self, audio):
        await self._agent.wakes.wait()
        yield agents.TurnDone()


class DeafAgent(ScriptedAgent):
    """Doesn't read what is said to it until it wakes."""

    def __init__(self):
        super().__init__()
        self.wakes = asyncio.Event()

    def open_session(self, memory=None):
        return DeafSession(self)


async def test_sessions_alive_opened_and_ended(serve):
    server = serve()
    opened = Growth("voice_sessions_started_total", channel="voice", how="new")
    ended = Growth("voice_sessions_ended_total", reason="client")
    talker = await talking(server)
    other = await talking(server)
    assert opened() == 2
    assert (await scraped(server)).of("voice_sessions") == 2
    talker.socket.close()
    await talker.closed()
    await until(lambda: ended() == 1)
    assert (await scraped(server)).of("voice_sessions") == 1
    assert await other.is_alive()


async def test_a_socket_is_a_request_that_was_answered_by_101(serve):
    answered = Growth("http_requests_total", route="/ws/voice-chat", method="GET", status="101")
    refused = Growth("http_requests_total", route="/ws/voice-chat", method="GET", status="426")
    server = serve()
    talker = await talking(server)
    assert await talker.is_alive()
    await server.fetch("/ws/voice-chat")
    assert (answered(), refused()) == (1, 1)


async def test_who_comes_back_is_counted_apart(serve):
    server = serve()
    resumed = Growth("voice_sessions_started_total", channel="voice", how="resumed")
    talker = await server.connect()
    start = await talker.start()
    talker.vanish()
    query = f"?session_id={start['session_id']}&resume_token={start['resume_token']}"
    again = await talking(server, query)
    assert await again.is_alive()
    assert resumed() == 1


async def test_a_spoken_turn_and_how_long_it_took(serve):
    server = serve()
    server.agent.script = SPOKEN
    turns = Growth("voice_turns_total", input="speech")
    transcriptions = Growth("voice_transcription_seconds_count")
    heard_s = Growth("voice_transcription_seconds_sum")
    answers = Growth("voice_first_audio_seconds_count", input="speech")
    talker = await talking(server)
    talker.hear(mixed(room(3), silence(1) + babble(1)))
    [told] = data_of(await talker.until("turn_metrics"), "turn_metrics")
    assert (turns(), transcriptions(), answers()) == (1, 1, 1)
    assert heard_s() == pytest.approx(told["speech_end_to_transcription_ms"] / 1000)


async def test_a_typed_turn(serve):
    server = serve()
    server.agent.script = REPLY
    turns = Growth("voice_turns_total", input="text")
    answers = Growth("voice_first_audio_seconds_count", input="text")
    talker = await talking(server)
    talker.send("text", text="hello")
    await talker.until("turn_metrics")
    assert (turns(), answers()) == (1, 1)


async def test_a_barge_in_and_a_noise_that_was_none(serve):
    server = serve(voice=VoiceSettings(noise_quiet_ms=200))
    interruptions = Growth("voice_interruptions_total")
    dismissed = Growth("voice_interruptions_dismissed_total")
    talker = await talking(server)
    talker.hear(room(1.0))
    server.agent.script = LONG
    talker.send("text", text="hello")
    await talker.until("audio_response")
    talker.send("barge_in")
    await talker.until("interruption")
    assert (interruptions(), dismissed()) == (1, 0)
    talker.send("text", text="hello")
    await talker.until("audio_response")
    server.agent.script = (agents.TurnDone(),)
    talker.hear(mixed(room(2.0), silence(0.3) + babble(0.4)))
    await talker.until("interruption_dismissed")
    assert (interruptions(), dismissed()) == (2, 1)


async def test_audio_that_no_agent_reads_is_lost_and_counted_once_a_turn(serve):
    server = serve(agent=DeafAgent())
    overruns = Growth("voice_ring_overruns_total")
    talker = await talking(server)
    talker.send("start_speaking")
    talker.hear(noise(40))
    await talker.until("error")
    assert await talker.is_alive()
    assert overruns() == 1
    server.agent.wakes.set()


@pytest.mark.parametrize(
    ("error", "code"),
    [(AgentFailed("it broke"), "agent_failed"), (DialogflowFailed("it won't"), "dialogflow_error")],
    ids=["agent", "dialogflow"],
)
async def test_an_agent_that_fails_is_named_and_the_client_s_error_by_its_code(serve, error, code):
    server = serve()
    server.agent.script = (error,)
    failures = Growth("agent_failures_total", agent="scripted")
    errors = Growth("voice_errors_total", code=code)
    talker = await talking(server)
    talker.send("text", text="hello")
    await talker.until("error")
    assert (failures(), errors()) == (1, 1)


async def test_a_client_s_own_mistake_is_no_agent_s_failure(serve):
    server = serve()
    failures = Growth("agent_failures_total", agent="scripted")
    errors = Growth("voice_errors_total", code="bad_message")
    talker = await talking(server)
    talker.send_raw("this is no JSON")
    await talker.until("error")
    assert (failures(), errors()) == (0, 1)


async def test_buyers_have_one_name_together(serve):
    server = serve(development=False)
    server.agent.voice = (agents.ReplyAudio(bytes(6_400)),)
    failures = Growth("agent_failures_total", agent="role_play")
    opened = Growth("voice_sessions_started_total", channel="role_play", how="new")
    talker = await Seller(server).begin()
    server.agent.script = (AgentFailed("it broke"),)
    talker.send("text", text="hello")
    await talker.until("error")
    assert (failures(), opened()) == (1, 1)


async def test_clients_that_are_let_go_are_counted_by_reason(serve):
    server = serve()
    let_go = Growth("voice_clients_let_go_total", reason="message_too_big")
    talker = await talking(server)
    talker.send("text", text="x" * MAX_MESSAGE_BYTES)
    assert await talker.closed() == 1009
    assert let_go() == 1

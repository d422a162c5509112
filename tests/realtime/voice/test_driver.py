import asyncio

import pytest

from realtime.agents import base as agents
from realtime.voice import events
from realtime.voice.driver import VoiceDriver
from realtime.voice.session import VoiceSession
from realtime.voice.settings import VoiceSettings
from state.errors import AgentFailed
from tests.scripted import ScriptedAgent
from tests.speech import babble, noise, room, silence


class Listener:
    """Keeps what the driver sends, and lets a test wait for one of a kind."""

    def __init__(self):
        self.events = []
        self._came = asyncio.Event()

    def __call__(self, event):
        self.events.append(event)
        self._came.set()

    async def wait_for(self, wanted):
        """The first event of the type `wanted`, or the one that equals it."""
        while True:
            for event in self.events:
                if event == wanted or (isinstance(wanted, type) and isinstance(event, wanted)):
                    return event
            self._came.clear()
            await self._came.wait()


@pytest.fixture
def agent():
    return ScriptedAgent()


@pytest.fixture
def listener():
    return Listener()


@pytest.fixture
async def driver(agent, listener):
    driver = VoiceDriver("s1", VoiceSession(VoiceSettings()), agent.open_session())
    driver.attach(listener)
    yield driver
    driver.end(then=lambda _: None)
    await driver.ended()
    assert agent.closed == 1


async def test_a_typed_turn_is_answered(driver, agent, listener):
    agent.script = (agents.ReplyText("Hi."), agents.ReplyAudio(silence(0.05)), agents.TurnDone())
    driver.read("hello")
    ended = await listener.wait_for(events.ResponseEnd)
    assert agent.heard == ["hello"]
    assert ended == events.ResponseEnd("response-1", 50, False)


async def test_a_spoken_turn_reaches_the_agent_as_it_arrives(driver, agent, listener):
    agent.script = (agents.Transcript("hello"), agents.TurnDone())
    driver.start_speaking()
    driver.receive(babble(0.2))
    await agent.hearing.wait()
    driver.receive(babble(0.2))
    driver.stop_speaking()
    assert await listener.wait_for(events.Transcription) == events.Transcription("hello")
    assert agent.heard == [babble(0.2) * 2]


async def test_a_long_message_leaves_the_loop_to_others(driver, agent, listener):
    turns_of_the_loop = 0

    async def other():
        nonlocal turns_of_the_loop
        while True:
            turns_of_the_loop += 1
            await asyncio.sleep(0)

    ticking = asyncio.create_task(other())
    assert driver.is_long(noise(10)) and not driver.is_long(noise(1))
    await driver.receive_long(noise(10))
    ticking.cancel()
    assert turns_of_the_loop >= 10


async def test_a_cut_turn_closes_its_agent_s_answer(driver, agent, listener):
    agent.script = (agents.ReplyText("Hi."), asyncio.Event())
    driver.read("hello")
    await listener.wait_for(events.ResponseText)
    driver.barge_in()
    await agent.cut.wait()


async def test_the_agent_is_not_asked_for_more_than_the_backlog(driver, agent, listener):
    agent.script = (agents.ReplyText("Long."), *[agents.ReplyAudio(silence(1))] * 60)
    driver.read("hello")
    await listener.wait_for(events.AudioResponse)
    for _ in range(100):
        await asyncio.sleep(0)
    assert agent.given <= 8


async def test_a_refusal_of_the_agent_reaches_the_client(driver, agent, listener):
    agent.script = (AgentFailed("no worker"),)
    driver.read("hello")
    problem = await listener.wait_for(events.Problem)
    assert str(problem.error) == "no worker"


async def test_an_answer_that_breaks_off_is_an_error(driver, agent, listener):
    agent.script = (agents.ReplyText("Hi."),)
    driver.read("hello")
    problem = await listener.wait_for(events.Problem)
    assert isinstance(problem.error, AgentFailed)


@pytest.mark.logs("the agent broke")
async def test_a_bug_in_an_agent_costs_its_turn_and_tells_no_detail(driver, agent, listener):
    agent.script = (KeyError("secret"),)
    driver.read("hello")
    problem = await listener.wait_for(events.Problem)
    assert "secret" not in str(problem.error)
    agent.script = (agents.ReplyText("Hi."), agents.TurnDone())
    driver.read("again")
    await listener.wait_for(events.ResponseText)


async def test_audio_that_stops_arriving_ends_the_turn_by_the_clock(driver, agent, listener):
    for _ in range(12):
        driver.receive(silence(0.1))
    driver.receive(babble(0.6))
    await listener.wait_for(events.SpeechStarted)
    stopped = await listener.wait_for(events.SpeechStopped)
    assert stopped.reason == "audio_idle"


async def test_after_detaching_nothing_is_sent_and_attaching_goes_on(driver, agent, listener):
    agent.script = (agents.ReplyText("Hi."), asyncio.Event())
    driver.read("hello")
    await listener.wait_for(events.ResponseText)
    before = list(listener.events)
    driver.detach(then=lambda: None, after_s=60.0)
    await agent.cut.wait()
    assert listener.events == before
    driver.attach(listener)
    agent.script = (agents.ReplyText("Back."), agents.TurnDone())
    driver.read("again")
    await listener.wait_for(events.ResponseText("response-2", "Back."))


async def test_whoever_does_not_come_back_is_told_of(driver, agent, listener):
    gone = asyncio.Event()
    driver.detach(then=gone.set, after_s=0.0)
    await gone.wait()


async def test_a_noise_leaves_the_answer_it_broke_into_at_work(agent, listener):
    settings = VoiceSettings(noise_quiet_ms=100, silence_ms=100)
    driver = VoiceDriver("s1", VoiceSession(settings), agent.open_session())
    driver.attach(listener)
    driver.receive(room(1.0))
    more = asyncio.Event()
    agent.script = (agents.ReplyAudio(noise(0.5)), more, agents.ReplyAudio(noise(0.2, seed=2)))
    driver.read("hello")
    await listener.wait_for(events.AudioResponse)
    agent.script = (agents.TurnDone(),)
    driver.receive(babble(0.3) + room(0.3))
    await listener.wait_for(events.Interruption)
    more.set()
    heard_ms = (await listener.wait_for(events.InterruptionDismissed)).resume_at_ms
    await listener.wait_for(events.ResponseEnd("response-1-2", 700 - heard_ms, False))
    assert len(agent.heard) == 2
    driver.end(then=lambda _: None)
    await driver.ended()


async def test_an_answer_held_before_its_first_word_goes_on_after_the_noise(agent, listener):
    settings = VoiceSettings(noise_quiet_ms=300, silence_ms=100)
    driver = VoiceDriver("s1", VoiceSession(settings), agent.open_session())
    driver.attach(listener)
    driver.receive(room(1.0))
    look = asyncio.Event()
    # What the core swallows makes the driver ask for room, too.
    agent.script = (look, agents.Transcript("hel", final=False), agents.Transcript("hello"))
    driver.read("hello")
    await asyncio.sleep(0)
    agent.script = (agents.TurnDone(),)
    driver.receive(babble(0.3) + room(0.15))
    await listener.wait_for(events.SpeechStopped)
    look.set()
    assert await listener.wait_for(events.Transcription) == events.Transcription("hello")
    driver.end(then=lambda _: None)
    await driver.ended()


async def test_a_message_being_worked_through_stops_when_its_client_is_gone(driver, listener):
    hearing = asyncio.create_task(driver.receive_long(noise(20)))
    await asyncio.sleep(0)
    driver.detach()
    driver.attach(Listener())
    await hearing
    assert driver._core._received < 3 * 16_000


async def test_when_sending_ends_the_session_nothing_more_is_done(agent):
    driver = VoiceDriver("s1", VoiceSession(VoiceSettings()), agent.open_session())
    driver.attach(lambda event: driver.end(then=lambda _: None))
    driver.start_speaking()
    await driver.ended()
    assert not driver._answers and driver._timer is None
    assert agent.closed == 1


@pytest.mark.logs("can't be let go")
async def test_an_agent_that_does_not_let_go_is_left_behind(agent, monkeypatch):
    monkeypatch.setattr("realtime.voice.driver.LET_GO_SECONDS", 0.01)
    conversation = agent.open_session()
    conversation.close = asyncio.Event().wait
    driver = VoiceDriver("s1", VoiceSession(VoiceSettings()), conversation)
    driver.end(then=lambda _: None)
    await driver.ended()

import asyncio

import pytest

from realtime.agents import base as agents
from realtime.voice import events
from realtime.voice.driver import VoiceDriver
from realtime.voice.kept import Kept
from realtime.voice.messages import Configuration
from realtime.voice.records import SessionRecord, Utterance
from realtime.voice.session import VoiceSession
from realtime.voice.settings import VoiceSettings
from state.errors import AgentFailed, StoreFailed
from tests.kept import conversations_over, kept_in
from tests.scripted import ScriptedAgent
from tests.speech import babble, noise, room, silence
from tests.waiting import Listener, until


@pytest.fixture
def agent():
    return ScriptedAgent()


@pytest.fixture
def listener():
    return Listener()


async def nothing(_):
    """Follows the end."""


@pytest.fixture
async def store(tmp_path):
    async with kept_in(tmp_path) as (store, _):
        yield store


RECORD = SessionRecord(id="s1", user=7, agent="scripted", opened_at=1_000.0, lead_id="lead")


@pytest.fixture
async def conversations(store):
    conversations = conversations_over(store)
    yield conversations
    await conversations.stream.close()


@pytest.fixture
def drive(store, conversations):
    """Makes drivers of session s1."""

    def make(conversation, settings=None):
        core = VoiceSession(settings or VoiceSettings())
        kept = Kept(RECORD, store, conversations)
        driver = VoiceDriver(kept, core, conversation, lambda: 1_001.5)
        conversations.join("lead", driver)
        return driver

    return make


@pytest.fixture
async def driver(drive, agent, listener):
    driver = drive(agent.open_session())
    driver.attach(listener)
    yield driver
    driver.end(then=nothing)
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


async def test_a_noise_leaves_the_answer_it_broke_into_at_work(drive, agent, listener):
    settings = VoiceSettings(noise_quiet_ms=100, silence_ms=100)
    driver = drive(agent.open_session(), settings)
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
    driver.end(then=nothing)
    await driver.ended()


async def test_an_answer_held_before_its_first_word_goes_on_after_the_noise(drive, agent, listener):
    settings = VoiceSettings(noise_quiet_ms=300, silence_ms=100)
    driver = drive(agent.open_session(), settings)
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
    driver.end(then=nothing)
    await driver.ended()


async def test_a_message_being_worked_through_stops_when_its_client_is_gone(driver, listener):
    hearing = asyncio.create_task(driver.receive_long(noise(20)))
    await asyncio.sleep(0)
    driver.detach()
    driver.attach(Listener())
    await hearing
    assert driver._core._spoken.received < 3 * 16_000


async def test_when_sending_ends_the_session_nothing_more_is_done(drive, agent):
    driver = drive(agent.open_session())
    driver.attach(lambda event: driver.end(then=nothing))
    driver.start_speaking()
    await driver.ended()
    assert not driver._answers._tasks and driver._timer is None
    assert agent.closed == 1


@pytest.mark.logs("can't be let go")
async def test_an_agent_that_does_not_let_go_is_left_behind(drive, agent, monkeypatch):
    monkeypatch.setattr("realtime.voice.driver.LET_GO_SECONDS", 0.01)
    conversation = agent.open_session()
    conversation.close = asyncio.Event().wait
    driver = drive(conversation)
    driver.end(then=nothing)
    await driver.ended()


# Records


class Slow:
    """A store whose disk answers when it is told to."""

    def __init__(self, store):
        self._store = store
        self.commits = []

    def __getattr__(self, name):
        return getattr(self._store, name)

    def commit(self, *changes):
        self._store.commit(*changes)
        self.commits.append(asyncio.get_running_loop().create_future())
        return self.commits[-1]


@pytest.fixture
def slow(store):
    return Slow(store)


@pytest.fixture
async def slow_driver(slow, agent, listener):
    # Beside its own: that has something to commit at once.
    conversations = conversations_over(slow)
    slow.commits.clear()
    core = VoiceSession(VoiceSettings())
    kept = Kept(RECORD, slow, conversations)
    driver = VoiceDriver(kept, core, agent.open_session(), lambda: 1_001.5)
    driver.attach(listener)
    yield driver
    driver.end(then=nothing)
    await driver.ended()
    await conversations.stream.close()


def kept_of(store):
    return [(each.turn, each.role, each.text) for each in store.table(Utterance)]


async def test_what_is_said_and_heard_is_kept(driver, agent, listener, store):
    agent.script = (agents.ReplyText("Hi."), agents.ReplyAudio(silence(0.05)), agents.TurnDone())
    driver.read("hello")
    await listener.wait_for(events.ResponseEnd)
    assert kept_of(store) == [(1, "user", "hello"), (1, "assistant", "Hi.")]
    assert store.table(SessionRecord).get("s1").turns == 1


async def test_nothing_is_told_before_what_it_shows_is_safe(slow_driver, slow, agent, listener):
    agent.script = (agents.ReplyText("Hi."), agents.TurnDone())
    slow_driver.read("hello")
    await until(lambda: slow.commits and agent.given)
    assert listener.events == []
    for commit in slow.commits:
        commit.set_result(None)
    await listener.wait_for(events.ResponseText)


async def test_the_agent_s_memory_is_safe_before_what_it_says(slow_driver, slow, agent, store):
    remembering = asyncio.Event()
    agent.script = (remembering, agents.Intent("price", 1.0), asyncio.Event())
    slow_driver.read("hello")
    await asyncio.sleep(0)
    agent.memory = {"product": "bicycle"}
    remembering.set()
    await until(lambda: store.table(SessionRecord).get("s1").memory)


async def test_what_is_configured_is_kept(driver, listener, store):
    driver.configure(Configuration(silence_ms=700))
    await listener.wait_for(events.Configured)
    assert store.table(SessionRecord).get("s1").configuration.silence_ms == 700


async def test_a_session_that_ends_keeps_what_was_heard_of_its_reply(drive, agent, listener, store):
    driver = drive(agent.open_session())
    driver.attach(listener)
    agent.script = (agents.ReplyText("one two three four"), agents.ReplyAudio(silence(2.0)))
    driver.read("hello")
    await listener.wait_for(events.AudioResponse)
    began = driver._loop.time()
    # A word is half a second of it.
    await until(lambda: driver._loop.time() > began + 1.0)
    driver.end(then=nothing)
    await driver.ended()
    turn, role, text = kept_of(store)[-1]
    assert (turn, role) == (1, "assistant") and text.startswith("one")


async def test_a_store_that_fails_costs_the_turn_and_the_session_lives(
    slow_driver, slow, agent, listener
):
    agent.script = (agents.ReplyText("Hi."), asyncio.Event())
    slow_driver.read("hello")
    await until(lambda: agent.given)
    slow.commits[0].set_exception(StoreFailed("the disk"))
    problem = await listener.wait_for(events.Problem)
    assert str(problem.error) == "the disk"
    assert events.ResponseText not in [type(event) for event in listener.events]
    await agent.cut.wait()


async def test_a_store_that_has_failed_refuses_a_turn(driver, listener, store):
    store.failure = "no space left"
    driver.read("hello")
    problem = await listener.wait_for(events.Problem)
    assert isinstance(problem.error, StoreFailed)
    assert kept_of(store) == []


async def test_what_a_lost_client_was_to_be_told_is_not_told_to_the_next(
    slow_driver, slow, listener
):
    slow_driver.configure(Configuration(silence_ms=700))
    slow_driver.detach()
    back = Listener()
    slow_driver.attach(back)
    slow_driver.tell(events.Pong())
    slow.commits[0].set_result(None)
    await back.wait_for(events.Pong)
    assert listener.events == [] and back.events == [events.Pong()]


async def test_a_session_that_has_ended_adds_nothing_to_its_records(drive, agent, store):
    driver = drive(agent.open_session())
    driver.end(then=nothing)
    agent.memory = {"product": "bicycle"}
    driver.save()
    await driver.ended()
    assert store.table(SessionRecord).get("s1") is None


async def test_a_turn_of_which_nothing_came_changes_no_record(driver, agent, listener, store):
    agent.script = (agents.TurnDone(),)
    driver.start_speaking()
    driver.stop_speaking()
    await listener.wait_for(events.TurnMetrics)
    assert store.table(SessionRecord).get("s1") is None


async def test_a_configuration_that_cannot_be_kept_is_not_in_force(driver, listener, store):
    store.failure = "no space left"
    with pytest.raises(StoreFailed):
        driver.configure(Configuration(binary_audio=True, silence_ms=900))
    assert not driver.sends_binary_audio
    assert driver._core.configuration.silence_ms == VoiceSettings().silence_ms


SENTENCES = (
    agents.ReplyText("one."),
    agents.ReplyAudio(silence(0.01)),
    agents.ReplyText("two."),
    agents.ReplyAudio(silence(9.0)),
    agents.TurnDone(),
)


async def test_what_was_not_sent_does_not_count_as_heard(slow_driver, slow, agent, listener, store):
    agent.script = SENTENCES
    slow_driver.read("hello")
    began = slow_driver._loop.time()
    await until(lambda: slow_driver._loop.time() > began + 0.1)
    slow_driver.barge_in()
    assert listener.events == []
    assert kept_of(store) == [(1, "user", "hello")]


async def test_a_reply_that_a_failed_disk_cuts_is_not_saved(slow_driver, slow, agent, listener):
    agent.script = SENTENCES
    slow_driver.read("hello")
    slow.commits[0].set_result(None)
    await until(lambda: len(slow.commits) == 2)  # its first sentence was heard
    slow.commits[1].set_result(None)
    slow_driver.configure(Configuration(silence_ms=900))
    before = len(slow.commits)
    slow.commits[-1].set_exception(StoreFailed("the disk"))
    await listener.wait_for(events.Problem)
    assert isinstance(listener.events[-1], events.Problem)
    assert len(slow.commits) == before


async def test_a_client_that_comes_back_in_time_keeps_its_session(driver, listener):
    gone = []
    driver.detach(then=lambda: gone.append(True), after_s=0.0)
    driver.attach(listener)
    for _ in range(3):
        await driver._loop.run_in_executor(None, int)
    assert gone == []

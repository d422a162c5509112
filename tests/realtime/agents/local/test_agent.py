import asyncio
import tracemalloc

import pytest

from bench.clips import speak
from bench.noises import noise
from bench.sounds import as_turn
from realtime.agents.base import (
    Intent,
    Pause,
    ReplyAudio,
    ReplyText,
    SoFar,
    ToolCall,
    ToolResult,
    Transcript,
    TurnDone,
)
from realtime.agents.directory import AgentDirectory
from realtime.agents.local.agent import LocalAgent, load_agent
from realtime.agents.local.files import BadAgentFile
from realtime.agents.local.settings import LocalSettings
from state.errors import AgentFailed, NotFound

from .agents import read_once, small_text, write

QUIET = bytes(9_600)
SECOND = 32_000
HEADPHONES = as_turn(speak([("Show me the headphones", "en-us")])[0].pcm)


async def in_blocks(pcm, size=4096):
    for at in range(0, len(pcm), size):
        yield pcm[at : at + size]


class House:
    """Agents on a loop of their own."""

    runner: asyncio.Runner
    directory: AgentDirectory


SHARED = House()


@pytest.fixture(scope="module", autouse=True)
def shared(forked_workers):
    """To read the files and start a worker takes longer than most of what is tested."""
    with read_once(), asyncio.Runner() as SHARED.runner:
        SHARED.directory = AgentDirectory(LocalSettings(workers=1))
        SHARED.runner.run(SHARED.directory.start())
        yield
        SHARED.runner.run(SHARED.directory.close())


def talk(scene):
    """Run `scene(directory)` on started agents, which it leaves as they are."""
    return SHARED.runner.run(scene(SHARED.directory))


def talk_alone(scene, **settings):
    """Run it on agents that nobody else has."""

    async def main():
        directory = AgentDirectory(LocalSettings(workers=1, **settings))
        try:
            await directory.start()
            return await scene(directory)
        finally:
            await directory.close()

    return asyncio.run(main())


def answer(agent, *texts):
    """The events of the last of these typed turns."""

    async def scene(directory):
        session = directory.get(agent).open_session()
        for text in texts:
            events = [event async for event in session.read(text)]
        await session.close()
        return events

    return talk(scene)


def kinds(events):
    """The events' types, a run of audio as one."""
    types = [type(event) for event in events]
    return [
        kind
        for at, kind in enumerate(types)
        if kind is not ReplyAudio or types[at - 1] is not ReplyAudio
    ]


def seconds_spoken(events):
    return sum(len(event.pcm) for event in events if isinstance(event, ReplyAudio)) / SECOND


def text_of(events):
    return " ".join(event.text for event in events if isinstance(event, ReplyText))


SENTENCE = [ReplyText, ReplyAudio]


@pytest.mark.parametrize(
    ("agent", "text", "intent", "tool"),
    [
        (None, "Show me headphones", "search_product", "search_products"),
        ("marketplace-pt-BR", "Quero comprar um iPhone", "buscar_produto", "search_products"),
        ("marketplace-pt-BR", "quanto custa a bicicleta?", "consultar_preco", "get_price"),
    ],
)
def test_typed_turn_goes_from_intent_over_tool_to_speech(agent, text, intent, tool):
    events = answer(agent, text)
    assert kinds(events)[:3] == [Intent, ToolCall, ToolResult]
    assert kinds(events)[3:5] == SENTENCE
    assert kinds(events)[-1] is TurnDone
    assert (events[0].name, events[0].confidence) == (intent, 1.0)
    assert events[1].tool == events[2].tool == tool


def test_search_has_the_parameters_clients_know():
    events = answer("marketplace-pt-BR", "Quero comprar um iPhone")
    assert events[1].parameters == {"query": "iPhone", "category": "eletr\u00f4nicos"}


def test_intent_without_tool_just_replies():
    assert kinds(answer(None, "hello")) == [Intent, *SENTENCE * 3, TurnDone]


def test_help_is_spoken_for_long():
    assert seconds_spoken(answer(None, "What can I ask you?")) > 8


def test_typed_nonsense_is_told_what_can_be_asked():
    events = answer(None, "xyzzy plugh")
    assert events[0] == Intent("no_match", 0.0)
    assert "price" in text_of(events)
    assert kinds(events)[-1] is TurnDone


def test_conversation_remembers_what_it_is_about():
    events = answer(None, "show me headphones", "yes")
    assert events[0].name == "yes"
    assert events[1] == ToolCall("get_delivery", {"product": "headphones"})


def test_spoken_turn_begins_with_its_transcript():
    async def scene(directory):
        agent = directory.get(None)
        spoken = await agent.speak_sample(1)
        session = agent.open_session()
        return [event async for event in session.listen(in_blocks(QUIET + spoken + QUIET))]

    events = talk(scene)
    assert kinds(events)[:6] == [Transcript, Intent, ToolCall, ToolResult, *SENTENCE]
    assert events[0] == Transcript("i want to buy a coffee maker")
    assert events[1].name == "search_product"
    assert 0.8 < events[1].confidence <= 1.0
    assert events[-1] == TurnDone()


def listened(*turns):
    """The events of each of these spoken turns."""

    async def scene(directory):
        session = directory.get(None).open_session()
        return [[event async for event in session.listen(in_blocks(pcm))] for pcm in turns]

    return talk(scene)


def test_silence_and_coughs_are_not_answered():
    silence, cough = listened(bytes(SECOND), as_turn(noise("cough", 1)))
    assert silence == cough == [TurnDone()]


def paused(*given):
    """The events of a spoken turn that pauses, and how often it was recognised."""

    async def scene(directory):
        recognised, recognise = [], directory.recogniser.recognise

        async def count(grammar, pcm):
            recognised.append(len(pcm))
            return await recognise(grammar, pcm)

        async def audio():
            for each in given:
                yield each

        directory.recogniser.recognise = count
        session = directory.get(None).open_session()
        return [event async for event in session.listen(audio())], len(recognised)

    return talk_alone(scene)


def test_a_whole_phrase_is_known_while_its_turn_may_still_go_on():
    (coffee,) = speak([("I want to buy a coffee maker", "en-us")])
    events, recognised = paused(as_turn(coffee.pcm), Pause.BEGAN, QUIET)
    assert events[:3] == [SoFar(None), SoFar(True), Transcript("i want to buy a coffee maker")]
    assert recognised == 1


def test_what_follows_a_pause_is_heard_too():
    # No voice says a thing the same way twice. Of sixteen times this was 0.03 sure at most by its
    # beginning, as a whole 0.989 at least.
    parts = [("show me", "en-us+f3"), ("the coffee maker", "en-us+f3")]
    first, rest = (clip.pcm for clip in speak(parts))
    events, recognised = paused(
        QUIET + first + QUIET, Pause.BEGAN, QUIET, rest, Pause.ENDED, QUIET, Pause.BEGAN, QUIET
    )
    assert events[:2] == [SoFar(None), SoFar(False)]
    assert events[2:4] == [SoFar(None), SoFar(True)]
    assert events[4] == Transcript("show me the coffee maker")
    assert recognised == 2


def test_a_pause_late_in_a_turn_is_not_looked_at():
    events, recognised = paused(bytes(7 * SECOND), Pause.BEGAN, QUIET)
    assert events == [TurnDone()]
    assert recognised == 1


def test_foreign_speech_is_refused_aloud():
    (clip,) = speak([("The old lighthouse keeper lit his lamp and waited", "en-us")])
    (events,) = listened(clip.pcm)
    assert events[0].name == "no_match" and events[0].confidence < 0.3
    assert kinds(events)[1:3] == SENTENCE
    assert "price" in text_of(events)
    assert events[-1] == TurnDone()


def test_turn_too_short_for_a_word_is_just_done():
    async def scene(directory):
        sessions = [directory.get(n).open_session() for n in (None, "marketplace-pt-BR")]
        return [[e async for e in s.listen(in_blocks(bytes(3_198)))] for s in sessions]

    assert talk(scene) == [[TurnDone()], [TurnDone()]]


def test_agent_that_does_not_hear_says_who_does():
    async def scene(directory):
        session = directory.get("marketplace-pt-BR").open_session()
        turns = (HEADPHONES, as_turn(noise("cough", 1)))
        return [[event async for event in session.listen(in_blocks(pcm))] for pcm in turns]

    events, coughed = talk(scene)
    assert coughed == [TurnDone()]
    assert events[0] == Intent("no_match", 0.0)
    assert "ingl\u00eas" in text_of(events)
    assert seconds_spoken(events) > 2
    assert events[-1] == TurnDone()


def test_failed_turn_leaves_the_session_alive():
    async def scene(directory):
        async def fail(grammar, pcm):
            raise AgentFailed("lost")

        directory.recogniser.recognise = fail
        session = directory.get(None).open_session()
        with pytest.raises(AgentFailed, match="lost"):
            await anext(session.listen(in_blocks(bytes(SECOND))))
        return [event async for event in session.read("hello")]

    assert kinds(talk_alone(scene))[-1] is TurnDone


def test_audio_that_fails_at_a_pause_is_not_tried_again():
    async def scene(directory):
        tried = []

        async def fail(grammar, pcm):
            tried.append(len(pcm))
            raise AgentFailed("lost")

        async def audio():
            for given in (HEADPHONES, Pause.BEGAN, QUIET, Pause.ENDED, HEADPHONES, Pause.BEGAN):
                yield given

        directory.recogniser.recognise = fail
        said = []
        with pytest.raises(AgentFailed, match="lost"):
            async for event in directory.get(None).open_session().listen(audio()):
                said.append(event)
        return said, len(tried)

    assert talk_alone(scene) == ([SoFar(None)], 1)


def test_cut_turn_does_not_disturb_the_next():
    async def scene(directory):
        session = directory.get(None).open_session()
        cut = session.read("what can i ask you")
        async for event in cut:
            if isinstance(event, ReplyAudio):
                break
        following = asyncio.create_task(anext(session.read("hello")))
        await cut.aclose()
        return await following

    assert talk(scene) == Intent("greeting", 1.0)


def test_unread_reply_is_not_made_in_advance():
    async def scene(directory):
        session = directory.get(None).open_session()
        turns = [session.read("what can i ask you") for _ in range(20)]
        for turn in turns:
            while not isinstance(await anext(turn), ReplyAudio):
                pass
        tracemalloc.start()
        for turn in turns:
            await anext(turn)
        held, _ = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        for turn in turns:
            await turn.aclose()
        return held

    # A first sentence is 220 kB of sound and the whole reply 700 kB.
    assert talk(scene) < 20 * 400_000


@pytest.mark.logs("tool request_person failed")
def test_failed_tool_is_apologised_for_aloud():
    async def scene(directory):
        agent = directory.get(None)

        def broken():
            raise RuntimeError

        agent.loaded.tools["request_person"] = broken
        session = agent.open_session()
        return [event async for event in session.read("can i talk to a person")]

    events = talk_alone(scene)
    assert events[2] == ToolResult("request_person", {"error": "request_person failed"})
    assert "sorry" in text_of(events)
    assert events[-1] == TurnDone()


@pytest.mark.logs("can't be filled")
def test_reply_that_nothing_fills_fails_the_turn(tmp_path):
    write(tmp_path, small_text(("Fine.", "Fine, {colour}.")))

    async def scene(directory):
        session = directory.get("shop").open_session()
        turn = session.read("yes")
        await anext(turn)
        with pytest.raises(AgentFailed, match="no words"):
            await anext(turn)

    talk_alone(scene, agents_dir=tmp_path)


def test_samples_are_spoken_in_another_voice_and_kept():
    async def scene(directory):
        agent = directory.get(None)
        sample = await agent.speak_sample(0)
        assert await agent.speak_sample(0) is sample
        assert 0.8 * SECOND < len(sample) < 3 * SECOND
        own = await agent.synthesiser.speak_whole(agent.card.samples[0], voice="en-us")
        assert sample != own
        for index in (-1, len(agent.card.samples)):
            with pytest.raises(NotFound, match="no sample"):
                await agent.speak_sample(index)

    talk(scene)


def test_session_has_the_workers_learn_its_agents_phrases(monkeypatch):
    directory = AgentDirectory(LocalSettings())
    prepared: list[str] = []
    monkeypatch.setattr(directory.recogniser, "prepare", prepared.append)
    for name in (None, "consultant-sales-en", "marketplace-pt-BR"):
        directory.get(name).open_session()
    assert prepared == ["marketplace-en", "consultant-sales-en"]


def test_voice_that_does_not_exist_stops_the_start(tmp_path):
    path = write(tmp_path, small_text(('voice = "en-us"', 'voice = "martian"')))

    async def scene(directory):
        shared = directory.get(None)
        agent = LocalAgent(
            load_agent(path),
            settings=shared.settings,
            recogniser=shared.recogniser,
            synthesiser=shared.synthesiser,
            tool_runner=shared.tool_runner,
        )
        with pytest.raises(BadAgentFile, match=r"shop\.toml: voice: .*martian"):
            await agent.start()

    talk(scene)


def test_others_words_are_spoken_and_not_remembered():
    async def scene(directory):
        session = directory.get(None).open_session()
        before = session.memory
        events = [event async for event in session.say("Hello. This is Maria.")]
        return events, before == session.memory

    events, is_forgotten = talk(scene)
    assert kinds(events) == [*SENTENCE * 2, TurnDone]
    assert text_of(events) == "Hello. This is Maria."
    assert seconds_spoken(events) > 1 and is_forgotten

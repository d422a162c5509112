import asyncio
import os
import signal
import sys
from functools import partial
from typing import Any

import pytest
import uvloop

from bench.noises import noise
from realtime.agents.base import Recognition
from realtime.agents.local.grammar import Grammar
from realtime.agents.local.jobs import (
    NoSpeech,
    Ready,
    Recognise,
    Recognised,
    Refused,
    Transcribe,
    frame,
)
from realtime.agents.local.recogniser import LONGEST_BACKOFF_S, Recogniser, backoff_s, longer_s
from realtime.agents.local.settings import LocalSettings
from realtime.agents.local.synthesiser import Synthesiser
from realtime.agents.local.worker_process import COMMAND
from state.errors import AgentFailed
from tests.figures import Growth

from .agents import shipped

#: But for those that start processes of the real COMMAND, as the server does.
pytestmark = pytest.mark.usefixtures("forked_workers")

AGENT = shipped("marketplace-en")
assert AGENT.grammar is not None
COMPILED = AGENT.grammar
GRAMMAR = "marketplace-en"
QUIET = bytes(9_600)


def speak(text, voice="en-us"):
    async def run():
        synthesiser = Synthesiser()
        try:
            return QUIET + await synthesiser.speak_whole(text, voice=voice) + QUIET
        finally:
            synthesiser.close()

    return asyncio.run(run())


HEADPHONES = speak("Show me the headphones")
WEATHER = speak("It will rain in the mountains until Thursday evening")
DELIVERY = speak("How long does delivery take?")
RAINING = speak("Is it raining over there too?", voice="en-us+f2")


def with_pool(scene, *, run=asyncio.run, recognition_settings=None, **options):
    """Run `scene(pool)` on a started pool of one worker, and close the pool."""
    settings = recognition_settings or LocalSettings(workers=1)

    async def main():
        pool = Recogniser(settings, [COMPILED], **options)
        try:
            await pool.start()
            return await scene(pool)
        finally:
            await pool.close()

    return run(main())


def stand_in(body):
    """A command for a worker that answers Ready and then does as `body` says."""
    ready, heard = frame(Ready()), frame(Recognised("hello", 0.0))
    return (
        sys.executable,
        "-c",
        "import sys, os, signal, struct\n"
        f"ready, heard = {ready!r}, {heard!r}\n"
        "say = lambda b: (sys.stdout.buffer.write(b), sys.stdout.buffer.flush())\n"
        "def take():\n"
        "    n = sys.stdin.buffer.read(4)\n"
        "    return sys.stdin.buffer.read(struct.unpack('>I', n)[0]) if n else sys.exit()\n"
        f"{body}",
    )


#: Learns its grammar and says so by being Ready; a job is taken and never answered.
NEVER_ANSWERS = stand_in("say(ready); take(); take(); signal.pause()")


async def handed_in():
    """Let tasks just made take their first step, in which a job is queued or given to a worker."""
    await asyncio.sleep(0)


@pytest.mark.parametrize("run", [asyncio.run, uvloop.run])
def test_speech_becomes_text(run):
    recognised = Growth("recognition_seconds_count", kind="phrase")
    recognise = partial(Recogniser.recognise, grammar=GRAMMAR, pcm=HEADPHONES)
    heard = with_pool(recognise, run=run, command=COMMAND)
    assert recognised() == 1
    assert heard.text == "show me the headphones"
    assert 0.8 < heard.confidence <= 1.0


@pytest.mark.parametrize("pcm", [bytes(32_000), QUIET + noise("cough", 1) + QUIET, bytes(3_200)])
def test_silence_and_coughs_are_no_speech(pcm):
    assert with_pool(lambda pool: pool.recognise(GRAMMAR, pcm)) == NoSpeech()


def test_foreign_speech_is_refused():
    heard = with_pool(lambda pool: pool.recognise(GRAMMAR, WEATHER))
    assert isinstance(heard, Refused) and heard.confidence < 0.3


def test_what_is_longer_than_any_phrase_is_refused_unheard():
    heard = with_pool(lambda pool: pool.recognise(GRAMMAR, HEADPHONES * 12))
    assert heard == Refused(0.0)


def test_same_audio_gives_the_same_result_whatever_came_before():
    async def scene(pool):
        first = await pool.recognise(GRAMMAR, HEADPHONES)
        await pool.recognise(GRAMMAR, os.urandom(64_000))
        await pool.recognise(GRAMMAR, DELIVERY)
        assert await pool.recognise(GRAMMAR, HEADPHONES) == first

    with_pool(scene)


def test_jobs_queue_for_few_workers():
    async def scene(pool):
        return await asyncio.gather(
            *(pool.recognise(GRAMMAR, pcm) for pcm in (HEADPHONES, DELIVERY, HEADPHONES))
        )

    texts = [heard.text for heard in with_pool(scene)]
    assert texts == [
        "show me the headphones",
        "how long does delivery take",
        "show me the headphones",
    ]


#: Hears the names of the grammars it was taught, and how many words each time.
TELLS_LESSONS = stand_in(
    """
import msgspec
say(ready)
taught = []
while True:
    order = msgspec.msgpack.decode(take())
    if order["type"] == "Learn":
        taught.append("%s %d" % (order["grammar"], len(order["pronunciations"])))
    else:
        told = {"type": "Recognised", "text": ", ".join(taught), "confidence": 1.0}
        body = msgspec.msgpack.encode(told)
        say(struct.pack(">I", len(body)) + body)
"""
)


def lessons(*prepared):
    """What a worker was taught that has a turn in "two", after "one" and `prepared`."""
    grammars = [
        Grammar("one", "", {"a": ("AH",), "the": ("DH AH",)}),
        Grammar("two", "", {"the": ("DH IY",), "of": ("AH V",)}),
        Grammar("three", "", {}),
    ]

    async def main():
        pool = Recogniser(LocalSettings(workers=1), grammars, command=TELLS_LESSONS)
        try:
            for name in prepared:
                pool.prepare(name)
            await pool.start()
            await pool.recognise("one", QUIET)
            return await pool.recognise("two", QUIET)
        finally:
            await pool.close()

    heard: Any = asyncio.run(main())
    return heard.text.split(", ")


def test_worker_learns_no_grammar_before_it_is_needed():
    assert [lesson.split()[0] for lesson in lessons()] == ["one", "two"]


def test_worker_learns_beforehand_what_is_prepared_and_once():
    assert [lesson.split()[0] for lesson in lessons("three", "two", "three")] == [
        "three",
        "two",
        "one",
    ]


def test_words_of_all_agents_come_with_the_first_grammar():
    assert lessons("three")[0] == "three 3"


#: Hears the orders it was given so far, but of a Learn; a Transcribe of one byte ends it.
TELLS_ORDERS = stand_in(
    """
import msgspec
say(ready)
given = []
while True:
    order = msgspec.msgpack.decode(take())
    if len(order.get("pcm", "ok")) == 1:
        sys.exit()
    if order["type"] != "Learn":
        given.append(order["type"])
    if "pcm" in order:
        told = {"type": "Recognised", "text": " ".join(given), "confidence": 1.0}
        body = msgspec.msgpack.encode(told)
        say(struct.pack(">I", len(body)) + body)
"""
)


def test_general_model_is_loaded_by_who_is_asked_to_transcribe():
    async def scene(pool):
        await pool.recognise(GRAMMAR, QUIET)
        return await pool.transcribe(QUIET)

    assert with_pool(scene, command=TELLS_ORDERS).text == "Recognise Transcribe"


@pytest.mark.parametrize("early", [False, True])
def test_general_model_is_loaded_beforehand_where_wanted_and_once(early):
    async def main():
        pool = Recogniser(LocalSettings(workers=1), [], command=TELLS_ORDERS)
        try:
            if early:
                pool.prepare_transcription()
            await pool.start()
            pool.prepare_transcription()
            return await pool.transcribe(QUIET)
        finally:
            await pool.close()

    heard: Any = asyncio.run(main())
    assert heard.text == "LearnEnglish Transcribe"


@pytest.mark.logs("in the middle of a turn")
def test_who_replaces_a_worker_loads_it_too():
    async def scene(pool):
        pool.prepare_transcription()
        with pytest.raises(AgentFailed, match="say it again"):
            await pool.transcribe(b"!")
        return await pool.transcribe(QUIET)

    assert with_pool(scene, command=TELLS_ORDERS).text == "LearnEnglish Transcribe"


def test_of_several_workers_one_loads_it_beforehand():
    async def scene(pool):
        pool.prepare_transcription()
        one, other = await asyncio.gather(pool.transcribe(QUIET), pool.recognise(GRAMMAR, QUIET))
        return one.text, other.text

    heard = with_pool(scene, recognition_settings=LocalSettings(workers=2), command=TELLS_ORDERS)
    assert heard == ("LearnEnglish Transcribe", "Recognise")


#: Answers phrases only.
NEVER_TRANSCRIBES = stand_in(
    """
import msgspec
say(ready)
while True:
    order = msgspec.msgpack.decode(take())["type"]
    if order == "Transcribe":
        signal.pause()
    if order == "Recognise":
        say(heard)
"""
)


def test_transcriptions_leave_a_worker_for_phrases():
    async def scene(pool):
        turns = [asyncio.create_task(pool.transcribe(QUIET)) for _ in range(3)]
        await handed_in()
        assert (pool.busy, pool.waiting) == (2, 1)
        for _ in range(2):
            assert (await pool.recognise(GRAMMAR, QUIET)).text == "hello"
        assert (pool.busy, pool.waiting) == (2, 1)
        for turn in turns:
            turn.cancel()

    with_pool(scene, recognition_settings=LocalSettings(workers=3), command=NEVER_TRANSCRIBES)


def test_free_speech_and_phrases_share_one_worker():
    async def scene(pool):
        jobs = (pool.transcribe(RAINING), pool.recognise(GRAMMAR, HEADPHONES))
        return await asyncio.gather(*jobs, pool.transcribe(bytes(32_000)))

    words, phrase, silence = with_pool(scene)
    assert "raining over there" in words.text
    assert phrase.text == "show me the headphones"
    assert silence == NoSpeech()


@pytest.mark.logs("time limit")
@pytest.mark.logs("in the middle of a turn")
def test_worker_that_transcribes_for_too_long_is_replaced():
    async def scene(pool):
        (pid,) = pool.pids
        pool.recognition_timeout_s = 0.01
        with pytest.raises(AgentFailed, match="say it again"):
            await pool.transcribe(bytes(2))
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)

    with_pool(scene, command=NEVER_TRANSCRIBES)


def test_transcription_may_take_as_much_longer_as_its_speaker_took():
    assert longer_s(Transcribe(bytes(64_000))) == 2.0
    assert longer_s(Recognise(GRAMMAR, bytes(64_000))) == 0.0


@pytest.mark.logs("in the middle of a turn")
@pytest.mark.parametrize("run", [asyncio.run, uvloop.run])
def test_killed_worker_costs_one_turn_and_is_replaced(run):
    ends = Growth("recogniser_worker_ends_total")

    async def scene(pool):
        (pid,) = pool.pids
        assert pool.load == Recognition(idle=1)
        lost = asyncio.create_task(pool.recognise(GRAMMAR, HEADPHONES * 10))
        queued = asyncio.create_task(pool.recognise(GRAMMAR, DELIVERY))
        await handed_in()
        assert pool.load == Recognition(busy=1, waiting=1)
        os.kill(pid, signal.SIGKILL)
        with pytest.raises(AgentFailed, match="say it again"):
            await lost
        assert ends() == 1
        assert (await queued).text == "how long does delivery take"
        assert pool.pids != [pid]

    with_pool(scene, run=run, command=COMMAND)


@pytest.mark.logs("time limit")
@pytest.mark.logs("in the middle of a turn")
def test_worker_that_takes_too_long_is_replaced():
    async def scene(pool):
        (pid,) = pool.pids
        # Armed after the start, which may take longer than the limit this test has patience for.
        pool.recognition_timeout_s = 0.01
        with pytest.raises(AgentFailed, match="say it again"):
            await pool.recognise(GRAMMAR, HEADPHONES)
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)

    with_pool(scene, command=NEVER_ANSWERS)


def test_cancelled_turn_leaves_the_queue():
    async def scene(pool):
        running = asyncio.create_task(pool.recognise(GRAMMAR, HEADPHONES))
        queued = asyncio.create_task(pool.recognise(GRAMMAR, HEADPHONES))
        await handed_in()
        queued.cancel()
        with pytest.raises(asyncio.CancelledError):
            await queued
        assert pool.waiting == 0
        await running

    with_pool(scene)


def test_cancelled_running_turn_runs_out_unheard():
    async def scene(pool):
        (pid,) = pool.pids
        turn = asyncio.create_task(pool.recognise(GRAMMAR, HEADPHONES))
        await handed_in()
        turn.cancel()
        assert (await pool.recognise(GRAMMAR, DELIVERY)).text == "how long does delivery take"
        assert pool.pids == [pid]

    with_pool(scene)


def test_full_queue_refuses_at_once():
    refused = Growth("recogniser_refused_total")

    async def scene(pool):
        tasks = [asyncio.create_task(pool.recognise(GRAMMAR, HEADPHONES)) for _ in range(2)]
        await handed_in()
        with pytest.raises(AgentFailed, match="too many people"):
            await pool.recognise(GRAMMAR, HEADPHONES)
        assert refused() == 1
        for task in tasks:
            task.cancel()

    with_pool(scene, recognition_settings=LocalSettings(workers=1, recognition_queue=1))


def test_worker_that_dies_at_every_start_is_started_ever_more_seldom():
    pauses = []

    async def scene(pool):
        await enough.wait()
        with pytest.raises(AgentFailed, match="not running"):
            await pool.recognise(GRAMMAR, HEADPHONES)
        assert pool.pids == []

    enough = asyncio.Event()

    async def pause(seconds):
        pauses.append(seconds)
        if len(pauses) == 4:
            enough.set()
            await asyncio.Event().wait()

    with_pool(scene, command=(sys.executable, "-c", "pass"), pause=pause)
    assert pauses == [0.0, 0.0, 0.5, 1.0]


def test_what_waits_for_a_worker_that_never_comes_up_fails():
    async def scene():
        async def pause(seconds):
            if seconds:
                await asyncio.Event().wait()

        pool = Recogniser(
            LocalSettings(workers=1),
            [COMPILED],
            command=(sys.executable, "-c", "pass"),
            pause=pause,
        )
        starting = asyncio.create_task(pool.start())
        await asyncio.sleep(0)
        with pytest.raises(AgentFailed, match="not running"):
            await pool.recognise(GRAMMAR, HEADPHONES)
        await starting
        await pool.close()

    asyncio.run(scene())


@pytest.mark.logs("can't be started")
def test_missing_program_is_no_worker():
    async def scene(pool):
        with pytest.raises(AgentFailed, match="not running"):
            await pool.recognise(GRAMMAR, HEADPHONES)
        assert pool.load == Recognition(down=1, is_hopeless=True)

    never = asyncio.Event()
    with_pool(
        scene,
        command=("/nowhere/python",),
        pause=lambda seconds: never.wait() if seconds else asyncio.sleep(0),
    )


def test_pool_that_was_not_started_says_so():
    async def scene():
        with pytest.raises(AgentFailed, match="not running"):
            await Recogniser(LocalSettings(), []).recognise(GRAMMAR, b"")

    asyncio.run(scene())


def test_close_ends_workers_and_fails_what_waits():
    async def scene(pool):
        pids = pool.pids
        tasks = [asyncio.create_task(pool.recognise(GRAMMAR, HEADPHONES)) for _ in range(3)]
        await handed_in()
        await pool.close()
        for task in tasks:
            with pytest.raises(AgentFailed):
                await task
        for pid in pids:
            with pytest.raises(ProcessLookupError):
                os.kill(pid, 0)

    with_pool(scene, command=COMMAND)


def test_worker_ends_when_its_input_does_and_ignores_interrupts():
    async def scene():
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "realtime.agents.local.worker",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        assert process.stdout is not None and process.stdin is not None
        assert await process.stdout.readexactly(len(frame(Ready()))) == frame(Ready())
        process.send_signal(signal.SIGINT)
        process.send_signal(signal.SIGTERM)
        process.stdin.close()
        assert await process.wait() == 0

    asyncio.run(scene())


@pytest.mark.parametrize(
    ("failures", "seconds"), [(0, 0), (1, 0), (2, 0.5), (3, 1), (99, LONGEST_BACKOFF_S)]
)
def test_backoff_doubles_to_a_limit(failures, seconds):
    assert backoff_s(failures) == seconds

"""The processes that score: what they are given, and what becomes of a call when they fail."""

import asyncio
import sys
from contextlib import asynccontextmanager

import msgspec
import numpy as np
import pytest

from audio.wav import head_of
from bench.two_sided import two_sided
from realtime.roleplay.catalogue import Catalogue
from realtime.roleplay.files import read_files
from realtime.roleplay.marking.driver import Marking
from realtime.roleplay.marking.jobs import Job, lines_of
from realtime.roleplay.marking.worker import marked
from realtime.roleplay.records import Frozen, PracticeCall, Written
from realtime.roleplay.scoring.delivery import AudioTurns, delivery_of
from realtime.roleplay.scoring.lines import Line
from realtime.roleplay.scoring.results import Scored
from state.errors import StoreBusy
from state.records import Delete
from tests.kept import kept_in
from tests.remains import left
from tests.waiting import until

DEFINITION = read_files(None, agents=())[2]
LINES = (
    Line("buyer", "Hello?", 0.0, 1.0),
    Line("salesperson", "Hi Karen, how many people count your stock today?", 2.0, 6.0),
    Line("buyer", "Twelve.", 7.0, 8.0),
    Line("salesperson", "And what goes wrong most often when they count by hand?", 9.0, 14.0),
    Line("buyer", "We lose a day.", 15.0, 16.0),
    Line("salesperson", "What does a lost day cost you, and who feels it first?", 17.0, 22.0),
)
DIES = (sys.executable, "-c", "import sys; sys.stdin.read(); sys.exit(3)")
SAYS_NOTHING = (sys.executable, "-c", "import sys; sys.stdin.read(); print('{')")


@asynccontextmanager
async def marking_over(path, **options):
    async with kept_in(path) as (store, archive):
        catalogue = Catalogue(
            read_files(None, agents=()),
            store.table(Written),
            store.table(Frozen),
            agents=(),
            most_written=10,
        )
        yield Marking(catalogue, store, archive, **options), catalogue, store, archive


async def processing(catalogue, store):
    _, frozen = catalogue.freeze(2)
    call = PracticeCall(
        id="one",
        number=1,
        role_play_id=2,
        version=1,
        user=7,
        began_at=100.0,
        ended_at=160.0,
        ended_by="salesperson",
        status="processing",
    )
    await store.commit(*frozen, call)


async def run(marking):
    marking.start()
    await marking._waiting.join()
    await marking.close()


@pytest.mark.logs("scoring failed")
@pytest.mark.parametrize("command", [DIES, SAYS_NOTHING], ids=["dies", "says nothing"])
async def test_a_process_that_fails_twice_costs_the_score_and_nothing_else(tmp_path, command):
    async with marking_over(tmp_path, command=command) as (marking, catalogue, store, archive):
        await processing(catalogue, store)
        await run(marking)
        call = store.table(PracticeCall).get("one")
        assert call.status == "failed" and call.status_reason
        assert await archive.read("result", "one")


async def test_a_call_without_a_word_is_unscored(tmp_path):
    async with marking_over(tmp_path) as (marking, catalogue, store, _):
        await processing(catalogue, store)
        await run(marking)
        assert store.table(PracticeCall).get("one").status == "unscored"


async def test_a_process_leaves_nothing_to_the_collector(tmp_path, uncollected):
    async with marking_over(tmp_path) as (marking, catalogue, store, _):
        await processing(catalogue, store)
        await run(marking)
        await until(lambda: not left(asyncio.subprocess.SubprocessStreamProtocol))


async def test_who_stops_in_the_middle_scores_it_another_time(tmp_path):
    waits = (sys.executable, "-c", "import time; time.sleep(1_000)")
    async with marking_over(tmp_path, command=waits) as (marking, catalogue, store, _):
        await processing(catalogue, store)
        marking.start()
        await until(lambda: marking._process is not None)
        await marking.close()
        assert store.table(PracticeCall).get("one").status == "processing"


def test_without_a_recording_the_times_of_the_lines_are_measured():
    outcome = marked(Job(definition=DEFINITION, lines=LINES, duration_s=22.0)).outcome
    assert isinstance(outcome, Scored)
    assert outcome.spin_metrics.basis["talkListenRatio"].source == "times"


@pytest.mark.parametrize("left", [b"", b"RIFF", bytes(44)], ids=len)
def test_a_recording_that_is_empty_or_gone_is_none(tmp_path, left):
    (tmp_path / "one.wav").write_bytes(left)
    for path in (tmp_path / "one.wav", tmp_path / "gone.wav"):
        job = Job(definition=DEFINITION, lines=LINES, duration_s=22.0, recording=str(path))
        assert marked(job).turns in (None, AudioTurns())


def test_of_who_types_the_sound_tells_nothing():
    typed = tuple(msgspec.structs.replace(line, is_typed=True) for line in LINES)
    outcome = marked(Job(definition=DEFINITION, lines=typed, duration_s=22.0)).outcome
    assert isinstance(outcome, Scored)
    assert outcome.spin_metrics.basis["talkListenRatio"].source == "words"


def test_the_rubric_is_the_role_play_s():
    outcome = marked(Job(definition=DEFINITION, lines=LINES, duration_s=22.0)).outcome
    assert isinstance(outcome, Scored)
    named = [each.criterion for each in outcome.rubric_results]
    assert named == [each.criterion for each in DEFINITION.rubric]


def test_lines_are_read_from_an_archived_transcript():
    transcript = msgspec.json.encode(
        {
            "utterances": [
                {"role": "assistant", "text": "Hi.", "began_at": 101.0, "ended_at": 102.5},
                {"role": "user", "text": "Hello.", "began_at": 99.0, "ended_at": None},
                {"role": "human", "text": "I take over.", "is_typed": True},
            ]
        }
    )
    assert lines_of(transcript, began_at=100.0) == (
        Line("buyer", "Hi.", 1.0, 2.5),
        Line("salesperson", "Hello.", 0.0, None),
        Line("buyer", "I take over.", None, None, is_typed=True),
    )


@pytest.mark.parametrize("pauses", [(-0.4, 0.2), (0.3, 1.5)], ids=["quick", "slow"])
def test_figures_from_a_recording_are_within_3_percent_of_the_truth(tmp_path, pauses):
    (left, right), truth = two_sided(pauses, noise=60.0)
    stereo = np.stack([np.frombuffer(side, "<i2") for side in (left, right)], axis=1).tobytes()
    head = head_of(len(stereo), rate_hz=16_000, channels=2)
    (tmp_path / "call.wav").write_bytes(head + stereo)
    job = Job(definition=DEFINITION, lines=LINES, duration_s=len(left) / 32_000)
    found = marked(msgspec.structs.replace(job, recording=str(tmp_path / "call.wav"))).outcome
    assert isinstance(found, Scored)
    figures = found.spin_metrics
    true = delivery_of(LINES, [], audio=AudioTurns(*map(tuple, truth)), words_trusted=True)
    assert figures.basis["talkListenRatio"].source == "audio"
    for seen, wanted in (
        (figures.talk_listen_ratio, true.talk_listen_ratio.value),
        (figures.longest_monologue, true.longest_monologue.value),
    ):
        assert seen == pytest.approx(wanted, rel=0.03)


# Trouble


@pytest.mark.logs("scoring failed")
async def test_a_process_that_cannot_be_started_leaves_no_call_processing(tmp_path):
    """No memory or no descriptors for a moment: OSError of create_subprocess_exec."""
    async with marking_over(tmp_path, command=("/nowhere/python",)) as (
        marking,
        catalogue,
        store,
        _,
    ):
        await processing(catalogue, store)
        await run(marking)
        assert store.table(PracticeCall).get("one").status != "processing"


async def test_a_busy_disk_only_delays_a_score(tmp_path, monkeypatch):
    async with marking_over(tmp_path) as (marking, catalogue, store, archive):
        await processing(catalogue, store)
        keep, fails = archive.keep, [True]

        async def busy(*args, **more):
            if fails and fails.pop():
                raise StoreBusy("the server's disk can't keep up; try again in a moment")
            return await keep(*args, **more)

        monkeypatch.setattr(archive, "keep", busy)
        await run(marking)
        assert store.table(PracticeCall).get("one").status != "processing"


async def test_who_stops_while_a_process_is_being_started_isnt_held(tmp_path, monkeypatch):
    waits = (sys.executable, "-c", "import time; time.sleep(20)")
    async with marking_over(tmp_path, command=waits) as (marking, catalogue, store, _):
        await processing(catalogue, store)
        begun, started = asyncio.Event(), asyncio.create_subprocess_exec

        async def starting(*args, **more):
            begun.set()
            return await started(*args, **more)

        monkeypatch.setattr(asyncio, "create_subprocess_exec", starting)
        marking.start()
        await begun.wait()
        await marking.close()


def test_a_recording_that_broke_off_measures_no_pace(tmp_path):
    """The disk refused the rest after 20 s of ten minutes."""
    (left, right), _ = two_sided((0.3, 1.5), noise=60.0)
    n = 20 * 32_000
    stereo = np.stack([np.frombuffer(side[:n], "<i2") for side in (left, right)], axis=1).tobytes()
    (tmp_path / "call.wav").write_bytes(head_of(len(stereo), rate_hz=16_000, channels=2) + stereo)
    lines = tuple(
        Line(
            ("salesperson", "buyer")[i % 2],
            "and what does that cost you every month, if I may ask, in your own warehouse?",
            10.0 * i,
            10.0 * i + 5,
        )
        for i in range(60)
    )
    found = marked(
        Job(
            definition=DEFINITION,
            lines=lines,
            duration_s=600.0,
            recording=str(tmp_path / "call.wav"),
        )
    ).outcome
    assert isinstance(found, Scored)
    assert found.spin_metrics.talk_speed is not None and found.spin_metrics.talk_speed < 400


@pytest.mark.logs("is damaged")
@pytest.mark.logs("can't be scored")
async def test_a_damaged_transcript_is_not_too_little_speech(tmp_path):
    async with marking_over(tmp_path) as (marking, catalogue, store, archive):
        await processing(catalogue, store)
        data = msgspec.json.encode(
            {"utterances": [{"role": "user", "text": "x " * 30, "began_at": 101.0}] * 5}
        )
        await archive.keep("transcript", "one", data, owner=7, at=100.0)
        path = archive.path_of("transcript", "one")
        path.write_bytes(b"x" * path.stat().st_size)
        await run(marking)
        call = store.table(PracticeCall).get("one")
        assert call.status == "failed"


@pytest.mark.logs("can't be scored")
async def test_a_call_whose_version_is_gone_isnt_processing_for_ever(tmp_path):
    """As after --repair dropped the damaged record of the version."""
    async with marking_over(tmp_path) as (marking, catalogue, store, archive):
        await processing(catalogue, store)
        await store.commit(Delete(Frozen, "2/1"))
        await run(marking)
        assert store.table(PracticeCall).get("one").status != "processing"


def test_patience_isnt_zero_because_somebody_murmured():
    """The buyer speaks 0-10; "aham" at 4; the salesperson waits 3 s."""
    found = delivery_of(
        (),
        [],
        audio=AudioTurns(salesperson=((4.0, 4.4), (13.0, 20.0)), buyer=((0.0, 10.0),)),
        words_trusted=True,
    )
    assert found.patience.value == 3.0

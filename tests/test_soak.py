"""Everything at once, in short: that the bench sees what it is there to see. bench/soak is the long
form, and has the figures."""

import asyncio
from array import array
from collections import Counter
from random import Random

import pytest

from bench.event_source import Caller
from bench.soak.__main__ import rows_of
from bench.soak.account import Account
from bench.soak.log import unprovoked
from bench.soak.readers import Ledger, Reader
from bench.soak.samples import Sample, percent_an_hour, quantile, workers
from bench.soak.speakers import Sounds
from bench.soak.trial import Crowd, Trial

FEW = Crowd(
    silent=4,
    asking=1,
    readers=6,
    posters=2,
    visitors=2,
    players=0,
    haste=20.0,
    comes_in_s=0.2,
    sample_s=0.25,
    snapshot_minutes=0.02,
)


#: What everybody does; it is over once all of it was done.
DONE = (
    "messages posted",
    "events",
    "events delivered",
    "voice sessions begun",
    "voice sessions resumed",
    "voice: speech_started",
    "queue: joined",
    "/metrics read",
)


async def test_everybody_comes_and_nothing_is_lost(tmp_path):
    sounds = await asyncio.to_thread(Sounds, 10.0)
    trial = Trial(tmp_path, FEW, sounds, seed=1)
    outcome = await trial.run(
        0.5, enough=lambda done: all(map(done.get, DONE)) and done["subscriptions"] > FEW.readers
    )
    done = outcome.account.done
    assert not outcome.account.wrong, list(outcome.account.told)
    assert outcome.log == []
    assert outcome.untold == 0
    assert {what for what in DONE if not done[what]} == set()
    assert done["subscriptions"] > FEW.readers, "nobody came back"
    assert outcome.samples and outcome.samples[-1].tasks and outcome.samples[-1].files
    assert {row.what: row.is_ok for row in rows_of(outcome, 0.5)}["events lost or doubled"]


# The subscribers: what they are there to see


def streamed(text):
    """A stream that is there already, with its end."""
    reader = asyncio.StreamReader()
    reader.feed_data(text.encode())
    reader.feed_eof()
    return reader


@pytest.fixture
def account():
    return Account(0, Random(1))


@pytest.fixture
def ledger(account):
    """Eight events, of which three are messages of lead-1."""
    ledger = Ledger(Caller(0), account)
    ledger.last = 8
    ledger._of_lead["lead-1"] = array("Q", [2, 5, 7])
    return ledger


async def read(reader, *places):
    text = "".join(f'id: e-{place}\ndata: {{"type":"x"}}\n\n' for place in places)
    with pytest.raises(ConnectionError):
        await reader._take(streamed(text), None)


@pytest.mark.parametrize(
    "places, wrong", [([1, 2, 3], 0), ([1, 3], 1), ([1, 2, 2], 1), ([2, 3], 1)], ids=str
)
async def test_who_wants_everything_misses_what_is_skipped_and_sees_what_is_doubled(
    account, places, wrong
):
    await read(Reader(Caller(0), account), *places)
    assert account.wrong.total() == wrong


@pytest.mark.parametrize(
    "places, wrong", [([2, 5, 7], 0), ([2, 7], 1), ([5, 7], 1), ([2, 5, 6, 7], 1)], ids=str
)
async def test_who_wants_one_lead_is_judged_by_the_ledger(account, ledger, places, wrong):
    reader = Reader(Caller(0), account, "lead-1")
    reader._last_id = "e-0"
    await read(reader, *places)
    await reader.catch_up(ledger)
    assert account.wrong.total() == wrong


async def test_a_gap_is_wrong(account):
    reader = Reader(Caller(0), account)
    with pytest.raises(ConnectionError):
        await reader._take(streamed('data: {"type":"gap","data":{}}\n\n'), None)
    assert account.wrong == {"a gap": 1}


# The log


def test_a_warning_with_its_traceback_and_what_is_printed_are_found(tmp_path):
    log = tmp_path / "server.log"
    lines = [
        "2026-11-22 04:13:36,619 INFO handlers.http: 200 GET /health 1.0 ms",
        "2026-11-22 04:13:36,619 WARNING realtime.avatars.vendor: no answer",
        "2026-11-22 04:13:36,620 ERROR handlers.http: uncaught",
        "    Traceback (most recent call last):",
        "    ValueError",
        "2026-11-22 04:13:37,620 INFO handlers.http: broken by the client",
        "    ConnectionError",
        "leaked 1 instances!",
        "",
    ]
    log.write_text("\n".join(lines))
    assert unprovoked(log) == [lines[1], "\n".join(lines[2:5]), lines[7]]


# The figures


def test_growth_is_the_median_slope_which_a_wild_value_does_not_move():
    times = [float(at) for at in range(0, 3_600, 60)]
    values = [1_000.0 + at / 36 for at in times]
    values[30] = 1e9
    assert percent_an_hour(times, values) == pytest.approx(100 * 100 / 1_050, rel=0.02)


def test_a_quantile_is_the_next_whole_millisecond():
    late = Counter({0: 98, 7: 1, 30: 1})
    assert [quantile(late, share) for share in (0.5, 0.99, 1.0)] == [1, 8, 31]


def test_only_children_that_live_on_are_workers():
    samples = [sample({1: 10, 2: 5}), sample({1: 11}), sample({1: 12, 3: 9})]
    assert workers(samples) == [10, 11, 12]


def sample(children):
    return Sample(
        at=0.0,
        cpu_s=0.0,
        resident=1,
        files=1,
        threads=1,
        tasks=Counter(),
        children=children,
    )

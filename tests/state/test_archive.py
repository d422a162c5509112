"""state/archive.py and state/archived.py, over real files; crashes are real, in a process."""

import asyncio
import os
import random
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from state.archive import AlreadyArchived
from state.archived import Archived
from state.errors import NotFound, StoreBusy, StoreFailed
from state.records import Delete
from tests.state.archives import (
    DAY,
    NOVEMBER,
    Call,
    Synced,
    WallClock,
    damages,
    files,
    opened,
    run_to_death,
    small_disk,
    until,
)

#: How many of the calls that die_at_call() counts there are in a keep(), and one.
CALLS = 12


async def keep(archive, id="7f3a", data=b'{"score":8}', *, at=NOVEMBER, kind="result", **more):
    return await archive.keep(kind, id, data, owner=more.pop("owner", None), at=at, **more)


# Keeping


async def test_what_is_kept_is_a_file_in_its_months_folder(tmp_path):
    async with opened(tmp_path) as (archive, store):
        entry = await keep(archive)
        assert entry.file == "2026-11/result-7f3a.json"
        assert (tmp_path / "archive" / entry.file).read_bytes() == b'{"score":8}'
        assert files(tmp_path) == [entry.file]
        assert damages(tmp_path, store) == []


async def test_what_is_kept_can_be_read_after_a_restart(tmp_path):
    async with opened(tmp_path) as (archive, _):
        await keep(archive)
    async with opened(tmp_path) as (archive, _):
        assert await archive.read("result", "7f3a") == b'{"score":8}'


async def test_live_records_go_with_the_commit_that_brings_the_entry(tmp_path):
    async with opened(tmp_path) as (archive, store):
        await store.commit(Call(id="7f3a"))
        await keep(archive, instead_of=[Delete(Call, "7f3a")])
        assert store.table(Call).get("7f3a") is None
    last = (tmp_path / "snapshot-2.log").read_bytes()
    assert b"archived" in last and b"calls" not in last


async def test_entries_are_found_by_owner_and_by_kind(tmp_path):
    async with opened(tmp_path) as (archive, store):
        mine = await keep(archive, "a", owner=7)
        theirs = await keep(archive, "b", owner="ana", kind="transcript")
        assert store.table(Archived).find("owner", 7) == [mine]
        assert store.table(Archived).find("kind", "transcript") == [theirs]


async def test_the_same_bytes_once_more_change_nothing(tmp_path):
    async with opened(tmp_path) as (archive, store):
        first = await keep(archive)
        await store.commit(Call(id="7f3a"))
        again = await keep(archive, at=NOVEMBER + 40 * DAY, instead_of=[Delete(Call, "7f3a")])
        assert again == first
        assert files(tmp_path) == [first.file]
        assert store.table(Call).get("7f3a") is not None


async def test_other_bytes_under_the_same_id_are_refused(tmp_path):
    async with opened(tmp_path) as (archive, _):
        await keep(archive)
        with pytest.raises(AlreadyArchived):
            await keep(archive, data=b'{"score":9}')
        assert await archive.read("result", "7f3a") == b'{"score":8}'


async def test_of_two_that_keep_the_same_id_at_once_the_second_is_refused(tmp_path):
    async with opened(tmp_path) as (archive, _):
        both = await asyncio.gather(
            keep(archive), keep(archive, data=b"{}"), return_exceptions=True
        )
        assert isinstance(both[0], Archived) and isinstance(both[1], AlreadyArchived)


@pytest.mark.parametrize(
    ("kind", "id", "suffix"),
    [
        ("result", "../7f3a", ".json"),
        ("result", "", ".json"),
        ("result", "7f3a\n", ".json"),
        ("result", "x" * 65, ".json"),
        ("re-sult", "7f3a", ".json"),
        ("result", "7f3é", ".json"),
        ("result", "7f3a", "/x"),
        ("result", "7f3a", ".new"),
        ("result", "7f3a", ".part"),
    ],
)
async def test_what_could_lead_elsewhere_is_no_name(tmp_path, kind, id, suffix):
    async with opened(tmp_path) as (archive, _):
        with pytest.raises(ValueError):
            await keep(archive, id, kind=kind, suffix=suffix)
        with pytest.raises(ValueError):
            archive.stream(kind, id, suffix=suffix)
        assert files(tmp_path) == []


async def test_archived_files_are_their_owners_only(tmp_path):
    async with opened(tmp_path) as (archive, _):
        entry = await keep(archive)
        assert (tmp_path / "archive" / entry.file).stat().st_mode & 0o077 == 0


async def test_a_caller_that_is_cancelled_leaves_nothing_half_done(tmp_path):
    async with opened(tmp_path) as (archive, store):
        await store.commit(Call(id="7f3a"))
        keeping = asyncio.create_task(keep(archive, instead_of=[Delete(Call, "7f3a")]))
        await asyncio.sleep(0)
        keeping.cancel()
        with pytest.raises(asyncio.CancelledError):
            await keeping
    async with opened(tmp_path) as (archive, store):
        assert await archive.read("result", "7f3a") == b'{"score":8}'
        assert store.table(Call).get("7f3a") is None


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="asks Linux what a file is called")
async def test_a_file_is_safe_before_its_entry_is_committed(tmp_path, monkeypatch):
    """Write, sync, rename, sync of the folder, and only then the journal's sync."""
    async with opened(tmp_path) as (archive, _):
        synced = Synced(monkeypatch)
        await keep(archive)
        assert synced.but_journals() == ["archive", "result-7f3a.json.new", "replace", "2026-11"]
        assert synced[-1].startswith("journal-")


# Disks that fail


@pytest.mark.logs("File too large")
async def test_a_full_disk_loses_nothing(tmp_path):
    async with opened(tmp_path) as (archive, store):
        await store.commit(Call(id="7f3a"))
        with small_disk(), pytest.raises(StoreFailed):
            await keep(archive, data=bytes(6_000_000), instead_of=[Delete(Call, "7f3a")])
        assert store.table(Call).get("7f3a") is not None
        assert store.table(Archived).get("result-7f3a") is None
        assert files(tmp_path) == []
        await keep(archive, data=b"shorter", instead_of=[Delete(Call, "7f3a")])
        assert await archive.read("result", "7f3a") == b"shorter"


@pytest.mark.logs("2026-11")
async def test_a_folder_that_cannot_be_made_is_a_clear_error(tmp_path):
    async with opened(tmp_path) as (archive, store):
        (tmp_path / "archive" / "2026-11").write_bytes(b"")
        with pytest.raises(StoreFailed):
            await keep(archive)
        assert len(store.table(Archived)) == 0


@pytest.mark.logs("Input/output error")
@pytest.mark.parametrize("number", [1, 2, 3])
async def test_a_sync_that_fails_leaves_no_entry_and_may_be_tried_again(
    tmp_path, monkeypatch, number
):
    async with opened(tmp_path) as (archive, store):
        left, sync = number, os.fdatasync

        def failing(fd):
            nonlocal left
            left -= 1
            if left == 0:
                raise OSError(5, "Input/output error")
            sync(fd)

        with monkeypatch.context() as patched:
            patched.setattr(os, "fsync", failing)
            patched.setattr(os, "fdatasync", failing)
            with pytest.raises(StoreFailed):
                await keep(archive)
        assert len(store.table(Archived)) == 0
        assert not any(file.endswith(".new") for file in files(tmp_path))
        await keep(archive)
        assert damages(tmp_path, store) == []


async def test_what_waits_for_the_disk_is_bounded(tmp_path, monkeypatch):
    monkeypatch.setattr("state.archive.STORE_BACKLOG_BYTES", 10)
    async with opened(tmp_path) as (archive, _):
        first = asyncio.create_task(keep(archive, data=bytes(11)))
        await asyncio.sleep(0)
        with pytest.raises(StoreBusy):
            await keep(archive, "b")
        await first
        await keep(archive, "b")


@pytest.mark.logs("changes are refused until a restart")
async def test_a_store_that_failed_takes_nothing_into_the_archive(tmp_path):
    async with opened(tmp_path) as (archive, store):
        store._fail(OSError(5, "Input/output error"))
        with pytest.raises(StoreFailed):
            await keep(archive)
        assert files(tmp_path) == []


@pytest.mark.logs("changes are refused until a restart")
async def test_a_store_that_fails_while_others_are_kept_gets_no_more_files(tmp_path):
    async with opened(tmp_path) as (archive, store):
        async with archive._changing:
            waiting = asyncio.create_task(keep(archive))
            await asyncio.sleep(0)
            store._fail(OSError(5, "Input/output error"))
        with pytest.raises(StoreFailed):
            await waiting
        assert files(tmp_path) == []


async def test_a_temporary_file_that_could_not_be_removed_is_not_in_the_way(tmp_path):
    async with opened(tmp_path) as (archive, _):
        month = tmp_path / "archive" / "2026-11"
        month.mkdir()
        (month / "result-7f3a.json.new").write_bytes(b"half of i")
        await keep(archive)
        assert await archive.read("result", "7f3a") == b'{"score":8}'
        assert files(tmp_path) == ["2026-11/result-7f3a.json"]


async def test_a_closed_archive_takes_nothing(tmp_path):
    async with opened(tmp_path) as (archive, _):
        await archive.close()
        with pytest.raises(StoreFailed):
            await keep(archive)
        with pytest.raises(StoreFailed):
            archive.stream("recording", "a")


# Reading


async def blocks(archive, **span):
    return [block async for block in archive.blocks("result", "7f3a", **span)]


async def test_what_was_never_kept_is_not_found(tmp_path):
    async with opened(tmp_path) as (archive, _):
        with pytest.raises(NotFound):
            await archive.read("result", "7f3a")


async def test_a_range_comes_in_bounded_blocks(tmp_path):
    data = random.Random(1).randbytes(200_000)
    async with opened(tmp_path) as (archive, _):
        await keep(archive, data=data)
        parts = await blocks(archive, start=10, stop=150_000)
        assert b"".join(parts) == data[10:150_000]
        assert max(map(len, parts)) <= 65_536
        assert b"".join(await blocks(archive)) == data
        assert await blocks(archive, start=5, stop=5) == []


@pytest.mark.parametrize("span", [(-1, 2), (3, 2), (0, 12), (12, 12)])
async def test_bytes_that_are_not_there_are_refused(tmp_path, span):
    async with opened(tmp_path) as (archive, _):
        await keep(archive)
        with pytest.raises(ValueError):
            await blocks(archive, start=span[0], stop=span[1])


@pytest.mark.logs("its size is wrong")
async def test_a_range_of_a_file_that_has_grown_is_not_found(tmp_path):
    async with opened(tmp_path) as (archive, _):
        entry = await keep(archive)
        (tmp_path / "archive" / entry.file).write_bytes(b'{"score":8} and more')
        with pytest.raises(NotFound):
            await blocks(archive, stop=2)


@pytest.mark.logs("2026-11/result-7f3a.json is damaged")
@pytest.mark.parametrize(
    ("content", "line"),
    [
        (None, "2026-11/result-7f3a.json is missing"),
        (b'{"score":', "2026-11/result-7f3a.json has 9 bytes, not 11"),
        (b'{"score":9}', "2026-11/result-7f3a.json is damaged: its checksum is wrong"),
    ],
)
async def test_damage_is_not_found_logged_and_reported_by_check(tmp_path, content, line, caplog):
    async with opened(tmp_path) as (archive, store):
        entry = await keep(archive)
        path = tmp_path / "archive" / entry.file
        path.unlink() if content is None else path.write_bytes(content)
        with pytest.raises(NotFound):
            await archive.read("result", "7f3a")
        assert "is damaged" in caplog.text
        assert damages(tmp_path, store) == [line]


async def test_check_names_what_cannot_be_read(tmp_path):
    async with opened(tmp_path) as (archive, store):
        path = tmp_path / "archive" / (await keep(archive)).file
        path.unlink()
        path.mkdir()
        assert damages(tmp_path, store) == [
            "2026-11/result-7f3a.json can't be read: Is a directory"
        ]


# Retention


async def test_what_is_too_old_goes_with_its_folder(tmp_path):
    clock = WallClock()
    async with opened(tmp_path, clock=clock, archive_days=30) as (archive, store):
        await keep(archive, "old", at=NOVEMBER - 29 * DAY)
        young = await keep(archive, "young")
        clock.now += 2 * DAY
        await archive.tidy()
        assert list(store.table(Archived)) == [young]
        assert files(tmp_path) == [young.file]
        assert not (tmp_path / "archive" / "2026-10").exists()


async def test_zero_days_and_zero_bytes_are_no_limit(tmp_path):
    async with opened(tmp_path, archive_days=0, archive_mib=0) as (archive, _):
        await keep(archive, at=0.0)
        await archive.tidy()
        assert files(tmp_path) == ["1970-01/result-7f3a.json"]


async def test_too_much_drives_the_oldest_out_without_being_asked(tmp_path):
    async with opened(tmp_path, archive_mib=1) as (archive, store):
        for id, at in (("a", 1), ("b", 2), ("c", 3)):
            await keep(archive, id, bytes(400_000), at=NOVEMBER + at)
        await until(lambda: len(store.table(Archived)) == 2)
        assert {entry.id for entry in store.table(Archived)} == {"b", "c"}
        assert len(files(tmp_path)) == 2


async def test_the_start_tidies(tmp_path):
    async with opened(tmp_path) as (archive, _):
        await keep(archive)
    async with opened(tmp_path, clock=WallClock(NOVEMBER + 366 * DAY)) as (_, store):
        await until(lambda: not len(store.table(Archived)))
    assert files(tmp_path) == []


async def test_a_clock_that_jumped_back_deletes_nothing(tmp_path):
    clock = WallClock()
    async with opened(tmp_path, clock=clock) as (archive, _):
        await keep(archive)
        clock.now = 0.0
        await archive.tidy()
        assert await archive.read("result", "7f3a")


async def test_retention_deletes_only_what_the_index_knows(tmp_path):
    async with opened(tmp_path, clock=WallClock(NOVEMBER + 999 * DAY)) as (archive, _):
        await keep(archive)
        unknown = tmp_path / "archive" / "2026-11" / "result-unknown.json"
        unknown.write_bytes(b"{}")
        await archive.tidy()
        assert files(tmp_path) == ["2026-11/result-unknown.json"]


async def test_an_entry_whose_file_is_gone_already_is_tidied_too(tmp_path):
    clock = WallClock()
    async with opened(tmp_path, clock=clock) as (archive, store):
        entry = await keep(archive)
        (tmp_path / "archive" / entry.file).unlink()
        (tmp_path / "archive" / "2026-11").rmdir()
        clock.now += 366 * DAY
        await archive.tidy()
        assert len(store.table(Archived)) == 0
        assert not (tmp_path / "archive" / "2026-11").exists()


@pytest.mark.logs("result-7f3a.json")
async def test_what_cannot_be_removed_keeps_its_entry_until_it_can(tmp_path):
    clock = WallClock()
    async with opened(tmp_path, clock=clock) as (archive, store):
        path = tmp_path / "archive" / (await keep(archive)).file
        path.unlink()
        path.mkdir()
        clock.now += 366 * DAY
        await archive.tidy()
        assert len(store.table(Archived)) == 1
        path.rmdir()
        await archive.tidy()
        assert len(store.table(Archived)) == 0


@pytest.mark.logs("changes are refused until a restart")
async def test_a_store_that_failed_deletes_no_file(tmp_path):
    clock = WallClock()
    async with opened(tmp_path, clock=clock) as (archive, store):
        entry = await keep(archive)
        store._fail(OSError(5, "Input/output error"))
        clock.now += 366 * DAY
        await archive.tidy()
        assert files(tmp_path) == [entry.file]


# Crashes


async def test_leftovers_are_removed_at_start_and_nothing_else(tmp_path):
    month = tmp_path / "archive" / "2026-11"
    month.mkdir(parents=True)
    for name in ("result-7f3a.json.new", "result-7f3a.json", "notes.new"):
        (month / name).write_bytes(b"{}")
    (tmp_path / "archive" / "result-7f3a.json.new").write_bytes(b"{}")
    async with opened(tmp_path):
        assert files(tmp_path) == [
            "2026-11/notes.new",
            "2026-11/result-7f3a.json",
            "result-7f3a.json.new",
        ]


@pytest.mark.parametrize("number", range(1, CALLS + 1))
def test_a_kill_at_any_step_leaves_the_call_or_its_file_and_it_can_be_kept_again(tmp_path, number):
    told, has_died = run_to_death("keep", tmp_path, number)
    assert has_died == (number < CALLS), "from the first step to after the last"
    asyncio.run(judge_killed(tmp_path, was_told="kept" in told))


async def judge_killed(path, *, was_told):
    async with opened(path) as (archive, store):
        is_live = store.table(Call).get("7f3a") is not None
        is_kept = store.table(Archived).get("result-7f3a") is not None
        assert is_live != is_kept
        assert is_kept or not was_told
        assert damages(path, store) == []
        if is_live:
            await keep(archive, instead_of=[Delete(Call, "7f3a")])
        assert await archive.read("result", "7f3a") == b'{"score":8}'
        assert files(path) == ["2026-11/result-7f3a.json"]


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("keep"), st.integers(0, 5), st.integers(0, 90), st.integers(1, 4)),
        st.tuples(st.just("tidy"), st.integers(-40, 40)),
        st.tuples(st.just("restart")),
    ),
    max_size=12,
)


@settings(max_examples=40, deadline=None)
@given(STEPS)
def test_index_and_files_agree_after_any_sequence(steps):
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(agree(Path(folder), steps))


async def agree(path, steps):
    """Against a model: what must be there is what was kept and never due."""
    clock = WallClock()
    model: dict[str, tuple[float, int]] = {}
    runs: list[list] = [[]]
    for step in steps:
        runs.append([]) if step[0] == "restart" else runs[-1].append(step)
    for run in runs:
        async with opened(path, clock=clock, archive_days=30, archive_mib=1) as (archive, store):
            since: list[float] = []
            for step in run:
                await perform(archive, clock, model, step, since)
            await archive.tidy()
            prune(model, clock.now, since)
            assert {entry.id: entry.size for entry in store.table(Archived)} == {
                id: size for id, (_, size) in model.items()
            }
            assert damages(path, store) == []
            assert len(files(path)) == len(model)


async def perform(archive, clock, model, step, since):
    if step[0] == "keep":
        _, number, age, size = step
        id, at = f"id{number}", clock.now - age * DAY
        await archive.tidy()
        prune(model, clock.now, since)
        if id in model:
            return
        await keep(archive, id, bytes(size * 100_000), at=at)
        model[id] = (at, size * 100_000)
    else:
        clock.now += step[1] * DAY
        await archive.tidy()
        prune(model, clock.now, since)


def prune(model, now, since):
    """`since`: a list of the times of all that was the oldest in this run."""
    for id in list(model):
        since.append(next((at for at, _ in model.values() if at <= now), now))
        total = sum(size for _, size in model.values())
        if max(since) >= now - 30 * DAY and total <= 1_048_576:
            return
        del model[id]


async def test_recordings_push_nothing_else_out(tmp_path):
    async with opened(tmp_path, archive_days=0, archive_mib=1, recordings_mib=1) as (archive, _):
        await keep(archive, "old", b"x" * 500_000)
        for number in range(4):
            name = f"call{number}"
            await keep(archive, name, b"x" * 500_000, kind="recording", suffix=".wav")
        await archive.tidy()
        assert await archive.read("result", "old")
        assert await archive.read("recording", "call3")
        with pytest.raises(NotFound):
            await archive.read("recording", "call0")

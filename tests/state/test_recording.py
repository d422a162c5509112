"""state/recording.py, and what the archive makes of it; crashes are real, in a process."""

import asyncio
import os
import zlib
from pathlib import Path

import pytest

from state.archive import AlreadyArchived
from state.archived import Archived
from state.errors import StoreFailed
from state.records import Delete
from tests.state.archives import (
    NOVEMBER,
    Call,
    Synced,
    damages,
    files,
    head,
    opened,
    run_to_death,
    small_disk,
)

PART = "recording-7f3a.wav.part"
WHOLE = "2026-11/recording-7f3a.wav"

#: How many of the calls that die_at_call() counts there are in record_and_die(), and one.
CALLS = 21


def stream(archive, id="7f3a"):
    return archive.stream("recording", id, head_bytes=4, frame_bytes=2)


async def finish(recording, *instead_of, head=head):
    return await recording.finish(head, owner=7, at=NOVEMBER, instead_of=instead_of)


async def test_what_was_written_is_the_archived_file_behind_its_head(tmp_path):
    async with opened(tmp_path) as (archive, store):
        recording = stream(archive)
        await recording.write(b"abcd")
        await recording.write(b"ef")
        entry = await finish(recording)
        whole = b"\0\0\0\x06abcdef"
        assert await archive.read("recording", "7f3a") == whole
        assert (entry.file, entry.size, entry.crc) == (WHOLE, len(whole), zlib.crc32(whole))
        assert files(tmp_path) == [WHOLE]
        assert store.table(Archived).find("owner", 7) == [entry]


async def test_live_records_go_with_the_recordings_entry(tmp_path):
    async with opened(tmp_path) as (archive, store):
        await store.commit(Call(id="7f3a"))
        await finish(stream(archive), Delete(Call, "7f3a"))
        assert store.table(Call).get("7f3a") is None
        assert await archive.read("recording", "7f3a") == b"\0\0\0\0"


async def test_what_was_written_is_in_the_file_at_once(tmp_path):
    async with opened(tmp_path) as (archive, _):
        await stream(archive).write(b"abcd")
        assert (tmp_path / "archive" / PART).read_bytes() == b"\0\0\0\0abcd"


async def test_half_a_frame_at_the_end_is_cut(tmp_path):
    async with opened(tmp_path) as (archive, _):
        recording = stream(archive)
        await recording.write(b"abcde")
        await finish(recording)
        assert await archive.read("recording", "7f3a") == b"\0\0\0\x04abcd"


async def test_a_head_of_another_length_changes_nothing(tmp_path):
    async with opened(tmp_path) as (archive, _):
        recording = stream(archive)
        await recording.write(b"abcd")
        with pytest.raises(ValueError):
            await finish(recording, head=lambda size: b"RIFF?")
        assert (tmp_path / "archive" / PART).read_bytes() == b"\0\0\0\0abcd"
        await finish(recording)
        assert await archive.read("recording", "7f3a") == b"\0\0\0\x04abcd"


async def test_what_is_discarded_is_gone(tmp_path):
    async with opened(tmp_path) as (archive, _):
        recording = stream(archive)
        await recording.write(b"abcd")
        await recording.discard()
        await recording.discard()
        assert files(tmp_path) == []
        with pytest.raises(ValueError):
            await recording.write(b"ef")
        assert files(tmp_path) == []


async def test_a_recording_is_open_once_and_finished_once(tmp_path):
    async with opened(tmp_path) as (archive, _):
        recording = stream(archive)
        with pytest.raises(AlreadyArchived):
            stream(archive)
        await finish(recording)
        with pytest.raises(AlreadyArchived):
            stream(archive)
        with pytest.raises(ValueError):
            await finish(recording)


async def test_an_id_that_was_kept_meanwhile_is_not_overwritten(tmp_path):
    async with opened(tmp_path) as (archive, _):
        recording = stream(archive)
        await recording.write(b"abcd")
        await archive.keep("recording", "7f3a", b"kept", owner=7, at=NOVEMBER, suffix=".wav")
        with pytest.raises(AlreadyArchived):
            await finish(recording)
        assert await archive.read("recording", "7f3a") == b"kept"
        assert files(tmp_path) == [WHOLE, PART]


async def test_a_power_cut_costs_64_kib_at_most(tmp_path, monkeypatch):
    async with opened(tmp_path) as (archive, _):
        recording = stream(archive)
        await recording.write(b"a")
        synced, sync = [], os.fdatasync

        def told(fd):
            synced.append(os.fstat(fd).st_size)
            sync(fd)

        monkeypatch.setattr(os, "fsync", told)
        monkeypatch.setattr(os, "fdatasync", told)
        for _ in range(14):
            await recording.write(bytes(10_000))
        assert [size for size in synced if size > 60_000] == [70_005, 140_005]


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="asks Linux what a file is called")
async def test_a_recording_is_safe_before_its_entry_is_and_has_one_name_after(
    tmp_path, monkeypatch
):
    async with opened(tmp_path) as (archive, _):
        synced = Synced(monkeypatch)
        recording = stream(archive)
        await recording.write(b"abcd")
        assert synced == ["archive"], "its name lasts"
        await finish(recording)
        assert synced.but_journals() == ["archive", PART, "archive", "2026-11", "archive"]
        assert synced[-2].startswith("journal-")


@pytest.mark.logs("changes are refused until a restart")
async def test_a_store_that_failed_gets_no_recordings(tmp_path):
    async with opened(tmp_path) as (archive, store):
        recording = stream(archive)
        await recording.write(b"abcd")
        async with archive._changing:
            waiting = asyncio.create_task(finish(recording))
            await asyncio.sleep(0)
            store._fail(OSError(5, "Input/output error"))
        with pytest.raises(StoreFailed):
            await waiting
        assert files(tmp_path) == [PART]


@pytest.mark.skipif(not Path("/dev/fd").exists(), reason="counts open files there")
async def test_a_closed_archive_has_no_recording_open(tmp_path):
    async with opened(tmp_path) as (archive, _):
        before = len(os.listdir("/dev/fd"))
        await stream(archive).write(b"abcd")
        assert len(os.listdir("/dev/fd")) == before + 1
        await archive.close()
        assert len(os.listdir("/dev/fd")) == before


# What is unfinished


async def test_what_the_end_of_a_run_cut_off_is_listed_and_can_be_gone_on_with(tmp_path):
    async with opened(tmp_path) as (archive, _):
        await stream(archive).write(b"abcde")
        assert await archive.unfinished() == [], "it is being written"
    async with opened(tmp_path) as (archive, _):
        (found,) = await archive.unfinished()
        assert (found.kind, found.id, found.suffix, found.size) == ("recording", "7f3a", ".wav", 9)
        recording = stream(archive)
        assert await archive.unfinished() == []
        await recording.write(b"fg")
        await finish(recording)
        assert await archive.read("recording", "7f3a") == b"\0\0\0\x06abcdfg"
        assert await archive.unfinished() == []


async def test_what_is_unfinished_can_be_discarded(tmp_path):
    async with opened(tmp_path) as (archive, _):
        await stream(archive).write(b"abcd")
    async with opened(tmp_path) as (archive, _):
        await stream(archive).discard()
        assert files(tmp_path) == [] and await archive.unfinished() == []


async def test_a_file_too_short_for_its_head_is_an_empty_recording(tmp_path):
    (tmp_path / "archive").mkdir()
    (tmp_path / "archive" / PART).write_bytes(b"\0\0")
    async with opened(tmp_path) as (archive, _):
        await finish(stream(archive))
        assert await archive.read("recording", "7f3a") == b"\0\0\0\0"


async def test_files_that_are_not_ours_are_not_listed(tmp_path):
    (tmp_path / "archive").mkdir()
    (tmp_path / "archive" / "movie.part").write_bytes(b"")
    async with opened(tmp_path) as (archive, _):
        assert await archive.unfinished() == []
        assert files(tmp_path) == ["movie.part"]


async def test_the_first_name_of_what_was_finished_is_removed_at_start(tmp_path):
    async with opened(tmp_path) as (archive, _):
        await finish(stream(archive))
    os.link(tmp_path / "archive" / WHOLE, tmp_path / "archive" / PART)
    async with opened(tmp_path) as (archive, _):
        assert files(tmp_path) == [WHOLE] and await archive.unfinished() == []


@pytest.mark.logs("isn't as it was finished")
async def test_a_recording_is_left_when_the_file_it_became_is_damaged(tmp_path):
    async with opened(tmp_path) as (archive, _):
        await finish(stream(archive))
    os.rename(tmp_path / "archive" / WHOLE, tmp_path / "archive" / PART)
    async with opened(tmp_path) as (archive, _):
        assert files(tmp_path) == [PART] and await archive.unfinished() == []


async def test_a_file_that_is_in_the_way_is_put_aside(tmp_path):
    path = tmp_path / "archive" / WHOLE
    path.parent.mkdir(parents=True)
    path.write_bytes(b"who knows")
    async with opened(tmp_path) as (archive, _):
        await finish(stream(archive))
        assert files(tmp_path) == [WHOLE, WHOLE + ".aside"]
        assert path.with_name(path.name + ".aside").read_bytes() == b"who knows"


async def test_a_file_system_without_second_names_does_without(tmp_path, monkeypatch):
    def refuse(*_):
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    async with opened(tmp_path) as (archive, _):
        recording = stream(archive)
        await recording.write(b"abcd")
        await finish(recording)
        assert files(tmp_path) == [WHOLE]
        assert await archive.read("recording", "7f3a") == b"\0\0\0\x04abcd"


# Disks that fail


@pytest.mark.logs("File too large")
async def test_a_write_that_fails_is_as_if_it_had_not_been(tmp_path):
    async with opened(tmp_path) as (archive, _):
        recording = stream(archive)
        await recording.write(b"abcd")
        with small_disk(), pytest.raises(StoreFailed):
            await recording.write(bytes(6_000_000))
        await recording.write(b"ef")
        await finish(recording)
        assert await archive.read("recording", "7f3a") == b"\0\0\0\x06abcdef"


@pytest.mark.logs("recording-7f3a.wav")
async def test_a_sync_that_failed_is_final_until_the_next_start(tmp_path, monkeypatch):
    def fail(fd):
        raise OSError(5, "Input/output error")

    async with opened(tmp_path) as (archive, store):
        await store.commit(Call(id="7f3a"))
        recording = stream(archive)
        await recording.write(b"abcd")
        with monkeypatch.context() as patched:
            patched.setattr(os, "fsync", fail)
            patched.setattr(os, "fdatasync", fail)
            with pytest.raises(StoreFailed):
                await finish(recording, Delete(Call, "7f3a"))
        with pytest.raises(StoreFailed):
            await recording.write(b"ef")
        with pytest.raises(StoreFailed):
            await finish(recording, Delete(Call, "7f3a"))
        assert store.table(Call).get("7f3a") is not None
    async with opened(tmp_path) as (archive, _):
        await finish(stream(archive))
        assert await archive.read("recording", "7f3a") == b"\0\0\0\x04abcd"


@pytest.mark.logs("Input/output error")
async def test_a_folder_that_can_not_be_read_is_not_said_to_be_unsaved(tmp_path, monkeypatch):
    def fail(folder):
        raise OSError(5, "Input/output error")

    async with opened(tmp_path) as (archive, _):
        monkeypatch.setattr("state.archive.unfinished_in", fail)
        with pytest.raises(StoreFailed, match="can't read"):
            await archive.unfinished()


async def test_a_writer_that_is_cancelled_cannot_meet_what_comes_after(tmp_path):
    async with opened(tmp_path) as (archive, _):
        recording = stream(archive)
        await recording.write(b"abcd")
        writing = asyncio.create_task(recording.write(bytes(1_000_000)))
        await asyncio.sleep(0)
        writing.cancel()
        await recording.discard()
        assert files(tmp_path) == []


async def test_a_recording_goes_on_no_longer_than_its_archive(tmp_path):
    async with opened(tmp_path) as (archive, _):
        recording = stream(archive)
        await recording.write(b"abcd")
        await archive.close()
        with pytest.raises(StoreFailed):
            await recording.write(b"ef")
        with pytest.raises(StoreFailed):
            await finish(recording)
        assert (tmp_path / "archive" / PART).read_bytes() == b"\0\0\0\0abcd"


# Crashes


@pytest.mark.parametrize("number", range(1, CALLS + 1))
def test_a_kill_at_any_step_costs_nothing_that_was_written(tmp_path, number):
    told, has_died = run_to_death("record", tmp_path, number)
    assert has_died == (number < CALLS), "from the first step to after the last"
    asyncio.run(judge_killed(tmp_path, told))


async def judge_killed(path, told):
    async with opened(path) as (archive, store):
        is_live = store.table(Call).get("7f3a") is not None
        is_kept = store.table(Archived).get("recording-7f3a") is not None
        assert is_live != is_kept
        assert is_kept or "!" not in told
        assert damages(path, store) == []
        if is_live:
            await finish(stream(archive), Delete(Call, "7f3a"))
        whole = await archive.read("recording", "7f3a")
        written = b"".join(letter.encode() * 30_000 for letter in told.strip("!\n"))
        assert whole[:4] == head(len(whole) - 4) and whole[4:].startswith(written)
        assert files(path) == [WHOLE]
        assert await archive.unfinished() == []

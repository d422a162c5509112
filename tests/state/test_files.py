import errno
import fcntl
import os
import resource
import signal
import subprocess
import sys

import pytest

from state import files
from state.files import BadFolder, Damaged, DiskFile, DiskFolder

HOLD = """
import sys
from pathlib import Path
from state.files import DiskFolder

folder = DiskFolder(Path(sys.argv[1]))
folder.lock()
print("locked", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def folder(tmp_path):
    return DiskFolder(tmp_path / "data")


def written(folder, name, *pieces, **options):
    file = folder.create(name, **options)
    for piece in pieces:
        file.write(piece)
    return file


def refuse(number):
    def refusing(*_arguments):
        raise OSError(number, os.strerror(number))

    return refusing


# Files


def test_what_is_written_is_appended(folder):
    written(folder, "a", b"one ", b"", b"two").close()
    assert (folder.path / "a").read_bytes() == b"one two"


def test_a_write_that_the_system_makes_in_parts_is_made_whole(folder, monkeypatch):
    write = os.pwrite
    monkeypatch.setattr(os, "pwrite", lambda fd, data, at: write(fd, data[:3], at))
    written(folder, "a", b"one two three", b"!").close()
    assert (folder.path / "a").read_bytes() == b"one two three!"


def test_a_write_that_fails_says_so(folder, monkeypatch):
    file = written(folder, "a", b"one")
    monkeypatch.setattr(os, "pwrite", refuse(errno.ENOSPC))
    with pytest.raises(OSError, match="No space"):
        file.write(b"two")
    file.close()
    assert (folder.path / "a").read_bytes() == b"one"


def test_a_file_is_only_its_owners_to_read(folder):
    written(folder, "a").close()
    assert (folder.path / "a").stat().st_mode & 0o777 == 0o600


def test_a_file_that_is_there_is_not_created(folder):
    written(folder, "a", b"one").close()
    with pytest.raises(FileExistsError):
        folder.create("a")
    assert (folder.path / "a").read_bytes() == b"one"


def test_reserved_room_follows_what_is_written_until_it_is_closed(folder):
    file = written(folder, "a", b"one", reserve=100)
    assert (folder.path / "a").read_bytes() == b"one" + bytes(100)
    file.write(b"x" * 99)
    assert (folder.path / "a").stat().st_size == 103
    file.write(b"yz")
    assert (folder.path / "a").read_bytes() == b"one" + b"x" * 99 + b"yz" + bytes(100)
    file.sync()
    file.close()
    assert (folder.path / "a").read_bytes() == b"one" + b"x" * 99 + b"yz"


def test_room_is_only_reserved_where_it_is_asked_for(folder):
    file = written(folder, "a", b"one")
    assert (folder.path / "a").stat().st_size == 3
    file.close()


@pytest.mark.parametrize("number", [errno.EINVAL, errno.EOPNOTSUPP, errno.ENOSPC])
def test_a_file_system_that_reserves_no_room_does_without(folder, number, monkeypatch):
    monkeypatch.setattr(os, "posix_fallocate", refuse(number))
    file = written(folder, "a", b"one", reserve=100)
    monkeypatch.undo()
    file.write(b"two")
    assert (folder.path / "a").read_bytes() == b"onetwo"
    file.close()
    assert (folder.path / "a").read_bytes() == b"onetwo"


def test_a_system_that_reserves_no_room_does_without(folder, monkeypatch):
    monkeypatch.delattr(os, "posix_fallocate")
    file = written(folder, "a", b"one", reserve=100)
    assert (folder.path / "a").read_bytes() == b"one"
    file.close()


def test_a_file_is_closed_even_when_its_room_can_not_be_given_back(folder, monkeypatch):
    file = written(folder, "a", b"one", reserve=100)
    monkeypatch.setattr(os, "ftruncate", refuse(errno.EIO))
    with pytest.raises(OSError, match="Input/output"):
        file.close()
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(file._fd)


def test_a_sync_goes_through_to_the_drive_where_that_must_be_asked_for(folder, monkeypatch):
    asked = []
    monkeypatch.setattr(fcntl, "F_FULLFSYNC", 51, raising=False)
    monkeypatch.setattr(fcntl, "fcntl", lambda fd, command: asked.append((fd, command)))
    file = written(folder, "a", b"one")
    file.sync()
    assert asked == [(file._fd, 51)]
    file.close()


# Folders


def test_a_folder_is_made_with_those_above_it(tmp_path):
    DiskFolder(tmp_path / "a" / "b")
    assert DiskFolder(tmp_path / "a" / "b").names() == []


def test_a_folder_that_can_not_be_made_is_refused_by_its_option(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(BadFolder, match="^--data-dir .*file"):
        DiskFolder(tmp_path / "file")
    with pytest.raises(BadFolder, match="^--data-dir .*below"):
        DiskFolder(tmp_path / "file" / "below")


def test_names_are_those_of_files_in_order(folder):
    for name in ("b", "a", "c"):
        written(folder, name).close()
    (folder.path / "folder").mkdir()
    assert folder.names() == ["a", "b", "c"]


@pytest.mark.parametrize("from_disk", [False, True])
def test_a_file_reads_as_it_was_written(folder, from_disk):
    written(folder, "a", b"one\n", b"two").close()
    with folder.read("a", from_disk=from_disk) as file:
        assert list(file) == [b"one\n", b"two"]


def test_a_system_that_takes_no_advice_reads_all_the_same(folder, monkeypatch):
    monkeypatch.delattr(os, "posix_fadvise", raising=False)
    written(folder, "a", b"one").close()
    with folder.read("a", from_disk=True) as file:
        assert file.read() == b"one"


def test_files_are_cut_renamed_and_removed(folder):
    written(folder, "a", b"one two").close()
    written(folder, "b", b"three").close()
    folder.truncate("a", 3)
    folder.rename("a", "b")
    folder.sync()
    assert (folder.path / "b").read_bytes() == b"one"
    folder.remove("b")
    assert folder.names() == []


@pytest.mark.parametrize("method", ["read", "remove"])
def test_a_file_that_is_not_there_is_an_error(folder, method):
    with pytest.raises(FileNotFoundError):
        getattr(folder, method)("a")


@pytest.mark.parametrize("work", [lambda f: f.sync(), lambda f: f.truncate("a", 0)])
def test_nothing_stays_open_when_a_sync_fails(folder, work, monkeypatch):
    written(folder, "a", b"one").close()
    before = os.listdir("/dev/fd")
    monkeypatch.setattr(os, "fsync", refuse(errno.EIO))
    with pytest.raises(OSError, match="Input/output"):
        work(folder)
    assert os.listdir("/dev/fd") == before


def test_damage_is_told_with_file_offset_and_what_to_do():
    damaged = Damaged("journal-1.log", 46, "commit 2 was acknowledged")
    assert str(damaged).startswith(
        "journal-1.log is damaged at byte 46: commit 2 was acknowledged. "
    )
    assert "--check" in str(damaged) and "--repair" in str(damaged)


# Who may write


def test_a_folder_is_locked_for_one_object_of_a_process(folder):
    other = DiskFolder(folder.path)
    folder.lock()
    with pytest.raises(BadFolder, match=f"in use by another server, process {os.getpid()}:"):
        other.lock()
    folder.unlock()
    other.lock()
    other.unlock()


def test_unlocking_what_is_not_locked_does_nothing(folder):
    folder.unlock()
    folder.lock()
    folder.unlock()
    folder.unlock()


def test_the_pid_of_the_last_one_is_gone_whole(folder):
    (folder.path / "lock").write_text("123456789012345\n")
    folder.lock()
    assert (folder.path / "lock").read_text() == f"{os.getpid()}\n"
    folder.unlock()


def test_a_lock_without_a_pid_yet_is_one(folder):
    folder.lock()
    os.truncate(folder.path / "lock", 0)
    with pytest.raises(BadFolder, match="process unknown"):
        DiskFolder(folder.path).lock()
    folder.unlock()


def test_a_lock_that_can_not_be_opened_is_refused_by_its_option(folder):
    (folder.path / "lock").mkdir()
    with pytest.raises(BadFolder, match="^--data-dir "):
        folder.lock()


def test_a_file_system_without_locks_is_not_told_as_another_server(folder, monkeypatch):
    before = os.listdir("/dev/fd")
    monkeypatch.setattr(fcntl, "flock", refuse(errno.ENOLCK))
    with pytest.raises(BadFolder, match="^--data-dir .*can't be locked: .*No locks"):
        folder.lock()
    assert os.listdir("/dev/fd") == before


def test_a_refused_lock_leaves_nothing_open(folder):
    folder.lock()
    before = os.listdir("/dev/fd")
    with pytest.raises(BadFolder):
        DiskFolder(folder.path).lock()
    assert os.listdir("/dev/fd") == before
    folder.unlock()


def test_a_second_process_is_refused_until_the_first_one_is_killed(folder):
    command = [sys.executable, "-c", HOLD, str(folder.path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as first:
        assert first.stdout is not None
        assert first.stdout.readline() == b"locked\n"
        with pytest.raises(BadFolder, match=f"in use by another server, process {first.pid}: "):
            folder.lock()
        second = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True)
        assert second.returncode == 1
        assert f"process {first.pid}: stop that one first".encode() in second.stderr
        first.send_signal(signal.SIGKILL)
        first.wait()
        folder.lock()
        folder.unlock()


def test_real_files_do_what_is_asked_of_files(folder):
    file: files.File = DiskFile(folder.path / "a", reserve=0)
    there: files.Folder = folder
    file.close()
    assert there.names() == ["a"]


def test_a_look_leaves_no_trace_and_respects_who_is_there(tmp_path):
    looked_at = DiskFolder(tmp_path)
    looked_at.lock_for_reading()
    looked_at.unlock()
    assert looked_at.names() == []
    server = DiskFolder(tmp_path)
    server.lock()
    with pytest.raises(BadFolder, match=f"process {os.getpid()}"):
        looked_at.lock_for_reading()
    server.unlock()
    looked_at.lock_for_reading()
    with pytest.raises(BadFolder, match="in use"):
        server.lock()
    looked_at.unlock()


def test_a_locked_folder_is_synced_without_another_descriptor(tmp_path):
    folder = DiskFolder(tmp_path)
    folder.lock()
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, limit[1]))
    try:
        folder.sync()
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, limit)
        folder.unlock()

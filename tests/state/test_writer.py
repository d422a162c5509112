import queue
import threading
from functools import partial

import pytest

from state.files import DiskFile, DiskFolder
from state.journal import encode_header
from state.writer import JournalWriter, NotBegun

HEADER = encode_header("journal", 0)
NEXT = encode_header("journal", 2)


class Reports:
    """What the writer's jobs came to, in the order they were told, and by which thread."""

    def __init__(self):
        self._waiting: queue.SimpleQueue = queue.SimpleQueue()
        self.told = []

    def bring(self, follow):
        self._waiting.put((threading.current_thread().name, follow))

    def then(self, name):
        return partial(self._tell, name)

    def _tell(self, name, error):
        self.told.append((name, error))

    def receive(self, count):
        """Wait for so many, and the names of the threads they came from."""
        threads = set()
        for _ in range(count):
            thread, follow = self._waiting.get(timeout=30)
            threads.add(thread)
            follow()
        return threads


class FailingFile(DiskFile):
    """A disk that fails from a certain job on, once."""

    fails: str = ""

    def write(self, data):
        self._fail("write", data)
        super().write(data)

    def sync(self):
        self._fail("sync", b"")
        super().sync()

    def _fail(self, what, data):
        if self.fails == what:
            self.fails = ""
            raise OSError(5, f"{what} failed")


class FailingFolder(DiskFolder):
    """Keeps its files at hand, and can be told to refuse new ones."""

    refuses = False

    def create(self, name, *, reserve=0):
        if self.refuses:
            raise OSError(28, "create failed")
        self.file = FailingFile(self.path / name, reserve=reserve)
        return self.file


@pytest.fixture
def folder(tmp_path):
    return FailingFolder(tmp_path)


@pytest.fixture
def reports():
    return Reports()


@pytest.fixture
def writer(folder, reports):
    writer = JournalWriter(folder, 1, HEADER, report=reports.bring)
    yield writer
    writer.close()


def text(folder, number=1):
    return (folder.path / f"journal-{number}.log").read_bytes().rstrip(b"\0")


def test_the_first_journal_is_begun_at_once(writer, folder):
    assert text(folder) == HEADER


def test_a_journal_that_can_not_be_begun_is_an_error_at_once(folder, reports):
    folder.refuses = True
    with pytest.raises(OSError, match="create failed"):
        JournalWriter(folder, 1, HEADER, report=reports.bring)


def test_a_journal_that_is_there_is_never_written_over(folder, reports):
    (folder.path / "journal-1.log").write_bytes(b"precious")
    with pytest.raises(FileExistsError):
        JournalWriter(folder, 1, HEADER, report=reports.bring)
    assert text(folder) == b"precious"


def test_jobs_are_done_and_told_in_the_order_they_were_given(writer, folder, reports):
    writer.append(b"one\n", reports.then("one"))
    writer.rotate(2, NEXT, reports.then("rotated"))
    writer.append(b"two\n", reports.then("two"))
    writer.append(b"three\n", reports.then("three"))
    assert reports.receive(4) == {"journal"}
    assert reports.told == [("one", None), ("rotated", None), ("two", None), ("three", None)]
    assert text(folder) == HEADER + b"one\n"
    assert text(folder, 2) == NEXT + b"two\nthree\n"


def test_a_journal_that_is_over_has_no_room_left(writer, folder, reports):
    writer.append(b"one\n", reports.then("one"))
    writer.rotate(2, NEXT, reports.then("rotated"))
    reports.receive(2)
    assert (folder.path / "journal-1.log").read_bytes() == HEADER + b"one\n"
    assert (folder.path / "journal-2.log").stat().st_size > 1_000_000


@pytest.mark.parametrize("what", ["write", "sync"])
def test_the_first_failure_is_final(writer, folder, reports, what):
    writer.append(b"one\n", reports.then("one"))
    reports.receive(1)
    folder.file.fails = what
    writer.append(b"two\n", reports.then("two"))
    reports.receive(1)
    assert folder.file.fails == ""
    on_disk = text(folder)
    writer.append(b"three\n", reports.then("three"))
    writer.rotate(2, NEXT, reports.then("rotated"))
    reports.receive(2)
    names, errors = zip(*reports.told, strict=True)
    assert names == ("one", "two", "three", "rotated")
    assert [error and error.strerror for error in errors] == [None] + [f"{what} failed"] * 3
    assert text(folder) == on_disk
    assert folder.names() == ["journal-1.log"]


def test_a_journal_that_cannot_be_made_leaves_the_one_there_is(writer, folder, reports):
    folder.refuses = True
    writer.rotate(2, NEXT, reports.then("rotated"))
    writer.append(b"one\n", reports.then("one"))
    reports.receive(2)
    (_, refused), (_, error) = reports.told
    assert isinstance(refused, NotBegun) and "create failed" in str(refused)
    assert error is None
    assert text(folder) == HEADER + b"one\n"


def test_a_bug_in_a_job_is_told_and_final(writer, folder, reports):
    writer.append("text", reports.then("one"))
    writer.append(b"two\n", reports.then("two"))
    reports.receive(2)
    assert [type(error) for _name, error in reports.told] == [TypeError] * 2
    assert text(folder) == HEADER


def test_closing_finishes_what_was_given(folder, reports):
    writer = JournalWriter(folder, 1, HEADER, report=reports.bring)
    for number in range(100):
        writer.append(b"%d\n" % number, reports.then(number))
    writer.close()
    reports.receive(100)
    assert [name for name, _error in reports.told] == list(range(100))
    lines = (folder.path / "journal-1.log").read_bytes().removeprefix(HEADER)
    assert lines == b"".join(b"%d\n" % number for number in range(100))


def test_closing_ends_the_thread(folder, reports):
    writer = JournalWriter(folder, 1, HEADER, report=reports.bring)
    assert writer._thread.is_alive()
    writer.close()
    assert not writer._thread.is_alive()

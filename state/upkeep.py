"""`--check` and `--repair`: looking after a data folder that no server uses."""

import sys
from collections.abc import Iterable
from pathlib import Path

from state.check import check, check_archive
from state.examination import tell_nobody
from state.files import BadFolder, DiskFolder
from state.records import Record
from state.repair import repair

_CLEAR_LINE = "\r\x1b[K"


def look_after(path: Path, kinds: Iterable[type[Record]], *, repairs: bool) -> int:
    """Print what is there, or was done; the exit code: 0 if it is sound. Raises BadFolder."""
    if not path.is_dir():
        raise BadFolder(f"no data folder at {path}")
    folder = DiskFolder(path)
    if repairs:
        folder.lock()
    else:
        folder.lock_for_reading()
    tell = _tell_progress if sys.stderr.isatty() else tell_nobody
    try:
        report = (repair if repairs else check)(folder, kinds, tell)
        lines, is_sound = report.lines, report.is_sound
        if report.tables is not None:
            archive = check_archive(path / "archive", report.tables)
            lines, is_sound = [*lines, *archive.lines], is_sound and archive.is_sound
    except OSError as error:
        raise BadFolder(f"the data folder can't be used: {error}") from error
    finally:
        if sys.stderr.isatty():
            print(_CLEAR_LINE, end="", file=sys.stderr, flush=True)
    print(*lines, sep="\n")
    return 0 if is_sound else 1


def _tell_progress(name: str, percent: int) -> None:
    print(f"{_CLEAR_LINE}{name}: {percent} %", end="", file=sys.stderr, flush=True)

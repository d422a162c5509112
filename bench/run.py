"""Runs a bench in a process of its own and takes its rows (part of `python -m bench`)."""

import os
import signal
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.figures import ROWS_FILE, Row, told_in
from bench.servers import ROOT

_GOES_IN_S = 10.0


@dataclass(frozen=True)
class Bench:
    """`minutes`: it is ended then. `short`: its options where long forms aren't wanted. `speech`:
    the option that takes a folder of recordings, "" for a mere argument; None: none does."""

    name: str
    minutes: float
    options: tuple[str, ...] = ()
    short: tuple[str, ...] = ()
    speech: str | None = None

    def arguments(self, speech: Path | None, *, is_long: bool) -> list[str]:
        arguments = [*self.options, *(() if is_long else self.short)]
        if speech is not None and self.speech is not None:
            arguments += [each for each in (self.speech, str(speech.resolve())) if each]
        return arguments


def run(command: Sequence[str], seconds: float, rows_file: Path) -> list[Row]:
    """What it told; or, when it told nothing or found no end, that. Its output is ours."""
    environment = {**os.environ, ROWS_FILE: str(rows_file)}
    process = subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True)
    try:
        status = process.wait(seconds)
    except subprocess.TimeoutExpired:
        return [*told_in(rows_file), _failed(f"no end within {seconds / 60:.0f} minutes")]
    finally:
        _end_all(process)
    return told_in(rows_file) or [_judged(status)]


def _end_all(process: subprocess.Popen) -> None:
    """It and all it started, if anything is left: what it measures mustn't go on beside the next
    one."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, number)
        except ProcessLookupError:
            return
        try:
            process.wait(_GOES_IN_S)
        except subprocess.TimeoutExpired:
            continue


def _judged(status: int) -> Row:
    """Of one that tells no rows."""
    if status == 0:
        return Row(what="its limits", ours="all kept: see its output", is_ok=True)
    return _failed(f"exit status {status}: see its output")


def _failed(why: str) -> Row:
    return Row(what="the bench itself", ours=why, is_ok=False)

"""What the server says of itself, on stderr: one line an event, for people or as JSON.

Lines are written by a thread: whoever reads them slowly, or not at all, holds up nobody. As many as
wait at most are kept for it; those that don't fit are counted, and the count is told.
"""

import json
import logging
import queue
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal, TextIO

from state.context import ids

#: A few seconds of a busy server; what a line says at most is what bounds them in bytes.
MOST_WAITING = 5_000
_LONGEST_MESSAGE = 1_000
_LONGEST_TRACEBACK = 16_000
_FLUSH_SECONDS = 2.0
#: Of which the lines are written in one go: each time takes the interpreter from the loop (a tenth
#: of a flood's requests, bench/hostile.py). Errors don't wait: the process may be at its end.
_GATHERED_SECONDS = 0.05
_AT_ONCE = 1_000


@dataclass(frozen=True, kw_only=True)
class LogsSettings:
    format: Literal["text", "json"] = "text"
    """Lines for people, or a JSON object a line."""

    level: Literal["debug", "info", "warning", "error"] = "info"
    """The least of what is told; `info` has a line for each request."""


@contextmanager
def logging_to(stream: TextIO, settings: LogsSettings) -> Iterator[None]:
    """Everything that is logged goes there; at the end, what still waits."""
    handler = _Queued(stream)
    handler.setFormatter(JsonLines() if settings.format == "json" else TextLines())
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(settings.level.upper())
    try:
        yield
    finally:
        root.setLevel(level)
        root.removeHandler(handler)
        handler.close()


class TextLines(logging.Formatter):
    """`2026-11-21 10:00:00,000 INFO handlers.http: 200 GET / 1.2 ms [request_id=5f…]`

    A traceback follows, indented. What clients sent can't begin a line of its own.
    """

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        record.message = record.getMessage()[:_LONGEST_MESSAGE]
        record.asctime = self.formatTime(record)
        line = _in_one_line(self.formatMessage(record))
        if told := " ".join(f"{name}={_in_one_line(value)}" for name, value in ids().items()):
            line += f" [{told}]"
        if record.exc_info:
            told = self.formatException(record.exc_info)[-_LONGEST_TRACEBACK:]
            line += "".join(f"\n    {_in_one_line(each)}" for each in told.splitlines())
        return line


class JsonLines(logging.Formatter):
    """`{"time", "level", "logger", "message", "request_id"?, "session_id"?, "conversation_id"?,
    "exception"?}`, and what a line has besides (`extra={"fields": {…}}`)."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage()[:_LONGEST_MESSAGE],
            **ids(),
            **getattr(record, "fields", {}),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)[-_LONGEST_TRACEBACK:]
        # The standard library's, which writes even half of a surrogate pair: a log takes what came.
        return json.dumps(line, default=str)


def _in_one_line(text: str) -> str:
    if text.isprintable():
        return text
    return "".join(each if each.isprintable() else ascii(each)[1:-1] for each in text)


class _Queued(logging.Handler):
    def __init__(self, stream: TextIO) -> None:
        super().__init__()
        self._stream = stream
        self._lines: queue.Queue[str | None] = queue.Queue(MOST_WAITING)
        self._dropped = 0
        self._hurry = threading.Event()
        # A daemon: nobody may ever read what it writes.
        self._writer = threading.Thread(target=self._write, name="log", daemon=True)
        self._writer.start()

    def emit(self, record: logging.LogRecord) -> None:
        try:
            line = self.format(record)
        except Exception:
            self.handleError(record)
            return
        try:
            self._lines.put_nowait(line)
        except queue.Full:
            self._dropped += 1
        if record.levelno >= logging.ERROR:
            self._hurry.set()

    def _write(self) -> None:
        is_over = False
        while not is_over:
            lines = [self._lines.get()]
            self._hurry.wait(_GATHERED_SECONDS)
            self._hurry.clear()
            there = min(self._lines.qsize(), _AT_ONCE)
            lines += [self._lines.get() for _ in range(there)]
            is_over = None in lines
            text = "".join(f"{line}\n" for line in lines if line is not None)
            if self._dropped:
                dropped, self._dropped = self._dropped, 0
                text += f"{self._told(dropped)}\n"
            with suppress(OSError, ValueError):  # nobody reads any more, or it is closed
                self._stream.write(text)
                self._stream.flush()

    def _told(self, dropped: int) -> str:
        words = f"{dropped} lines were lost here: the log is read too slowly"
        record = logging.LogRecord(__name__, logging.WARNING, __file__, 0, words, None, None)
        return self.format(record)

    def close(self) -> None:
        with suppress(queue.Full):
            self._lines.put(None, timeout=_FLUSH_SECONDS)
            self._hurry.set()
            self._writer.join(_FLUSH_SECONDS)
        super().close()

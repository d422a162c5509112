"""What the server says of itself."""

import asyncio
import io
import json
import logging
import queue
import signal
import threading

import jwt
import pytest
from tornado.httpclient import AsyncHTTPClient, HTTPClientError

import logs
from logs import JsonLines, LogsSettings, TextLines, logging_to
from state.context import REQUEST_ID, about
from tests.test_restart import talk  # noqa: F401 - a fixture
from tests.test_server import address_of, start  # noqa: F401 - a fixture

logger = logging.getLogger("somebody")
pytestmark = pytest.mark.logs("")


@pytest.fixture
def told():
    """What is logged in it, line by line."""

    def log(say, **settings):
        stream = io.StringIO()
        with logging_to(stream, LogsSettings(**settings)):
            say()
        return stream.getvalue().splitlines()

    return log


@pytest.fixture
def at_work():
    """On a request for a session."""
    token = REQUEST_ID.set("r1")
    about(session_id="s1", conversation_id="c1")
    yield
    REQUEST_ID.reset(token)
    about(session_id="", conversation_id="")


def test_a_line_for_people_bears_the_ids_of_what_it_is_about(told, at_work):
    [line] = told(lambda: logger.info("a %s thing", "small"))
    assert line.endswith(
        " INFO somebody: a small thing [request_id=r1 session_id=s1 conversation_id=c1]"
    )


def test_without_any_there_are_none(told):
    [line] = told(lambda: logger.warning("all is well"))
    assert line.endswith(" WARNING somebody: all is well")


def test_a_json_line_has_them_as_fields_beside_its_own(told, at_work):
    [line] = told(lambda: logger.info("it is", extra={"fields": {"status": 200}}), format="json")
    said = json.loads(line)
    assert said.pop("time").endswith("+00:00")
    assert said == {
        "level": "info",
        "logger": "somebody",
        "message": "it is",
        "request_id": "r1",
        "session_id": "s1",
        "conversation_id": "c1",
        "status": 200,
    }


def broken():
    try:
        raise ValueError("it\n2026-01-01 CRITICAL root: all is lost")
    except ValueError:
        logger.exception("it broke")


def test_a_traceback_is_part_of_its_json_line(told):
    [line] = told(broken, format="json")
    assert "Traceback" in json.loads(line)["exception"]


def test_a_traceback_for_people_follows_its_line_and_can_not_be_taken_for_others(told):
    first, *others = told(broken)
    assert first.endswith("it broke") and len(others) > 2
    assert all(line.startswith("    ") for line in others)


@pytest.mark.parametrize("nasty", ["a\nb", "a\rb", "a\x1b[31mb", "a\u2028b"])
@pytest.mark.parametrize("format", ["text", "json"])
def test_what_clients_send_begins_no_line_of_its_own(told, format, nasty):
    [line] = told(lambda: logger.info("GET /%s", nasty), format=format)
    assert line.isprintable()


@pytest.mark.parametrize("lines", [TextLines(), JsonLines()])
def test_half_of_a_surrogate_pair_can_be_written(lines):
    # Not through a logger: pytest-xdist can't pass on what it captured.
    record = logging.LogRecord("somebody", logging.INFO, __file__, 1, "GET /\ud800", (), None)
    assert lines.format(record).isprintable()


def test_what_is_less_than_the_level_is_not_told(told):
    assert told(lambda: logger.info("a request"), level="warning") == []


def test_a_line_that_can_not_be_made_costs_only_itself(told, capsys):
    def say():
        logger.info("of a number", extra={"fields": 5})
        logger.info("after it")

    [line] = told(say, format="json")
    assert json.loads(line)["message"] == "after it"
    assert "of a number" in capsys.readouterr().err


class Pieces(io.StringIO):
    """What is written at a time."""

    def __init__(self):
        super().__init__()
        self.pieces: queue.Queue[str] = queue.Queue()

    def write(self, text):
        self.pieces.put(text)
        return super().write(text)


def test_lines_are_gathered_and_written_in_one_go_but_errors_at_once(monkeypatch):
    monkeypatch.setattr(logs, "_GATHERED_SECONDS", 3_600.0)
    stream = Pieces()
    with logging_to(stream, LogsSettings()):
        logger.info("of no hurry")
        logger.error("at once")
        assert stream.pieces.get(timeout=10).count("\n") == 2
        for number in range(100):
            logger.info("line %d", number)
    assert stream.pieces.get(timeout=10).count("\n") == 100
    assert stream.pieces.empty()


class Stuck(io.StringIO):
    """Nobody reads it until they are let."""

    def __init__(self):
        super().__init__()
        self.is_reached, self.may_go_on = threading.Event(), threading.Event()

    def write(self, text):
        self.is_reached.set()
        self.may_go_on.wait()
        return super().write(text)


def test_a_log_that_nobody_reads_holds_up_nobody_and_says_what_was_lost(monkeypatch):
    monkeypatch.setattr(logs, "MOST_WAITING", 3)
    stream = Stuck()
    with logging_to(stream, LogsSettings()):
        logger.info("first")
        assert stream.is_reached.wait(10)
        for number in range(5):
            logger.info("line %d", number)
        stream.may_go_on.set()
    lines = stream.getvalue().splitlines()
    assert [line.rpartition(": ")[2] for line in lines if "lost" not in line] == [
        "first",
        "line 0",
        "line 1",
        "line 2",
    ]
    assert sum("2 lines were lost here" in line for line in lines) == 1


class Gone(io.StringIO):
    def write(self, text):
        raise BrokenPipeError


def test_a_reader_that_is_gone_does_no_harm():
    with logging_to(Gone(), LogsSettings()):
        logger.info("to nobody")
        logger.info("to nobody again")


async def said_raw(address, sent):
    """Until the server has closed the connection."""
    host, port = address.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(sent)
    await reader.read()
    writer.close()


def test_what_is_sent_fills_no_log(told):
    [line] = told(lambda: logger.info("GET /%s", "x" * 100_000))
    assert len(line) < 2_000


async def test_a_server_tells_what_happened_and_nothing_that_was_said(
    start,  # noqa: F811
    talk,  # noqa: F811
):
    secret = "a secret of at least thirty-two characters"
    process = start("--port", "0", VIVAVOZ_LOGS_FORMAT="json", VIVAVOZ_ACCESS_SECRET=secret)
    address = address_of(process)
    token = jwt.encode({"user_id": 7, "exp": 4_102_444_800}, secret, algorithm="HS256")
    bearer = {"Authorization": f"Bearer {token}", "X-Request-Id": "from-the-proxy"}
    http = AsyncHTTPClient(force_instance=True)
    asking = f"{address}/ws/voice-chat/ticket"
    given = await http.fetch(asking, method="POST", body="", headers=bearer)
    assert given.headers["X-Request-Id"] == "from-the-proxy"
    ticket = json.loads(given.body)["ticket"]
    caller = await talk(address, ticket=ticket)
    await caller.say("how much is the violet bicycle", "response_text")
    with pytest.raises(HTTPClientError, match="401"):
        await talk(address, ticket=ticket)  # it was used
    missing = await http.fetch(f"{address}/nothing?ticket=t0p", headers=bearer, raise_error=False)
    assert missing.code == 404 and missing.headers["X-Request-Id"] == "from-the-proxy"
    unheard = await http.fetch(
        address, method="FOO", allow_nonstandard_methods=True, raise_error=False
    )
    assert unheard.headers["X-Request-Id"]
    await said_raw(address, b"GET / HTTP/1.1\r\nAuthorization: Bearer m4lformed\x00\r\n\r\n")
    caller.hang_up()
    process.send_signal(signal.SIGTERM)
    _, log = process.communicate(timeout=20)
    lines = [json.loads(line) for line in log.splitlines()]
    assert any(line.get("request_id") == "from-the-proxy" for line in lines)
    called = [line for line in lines if line.get("path") == "/ws/voice-chat"]
    assert [line["status"] for line in called] == [101, 401]
    about_it = [line for line in lines if line.get("session_id") == caller.start["session_id"]]
    assert len(about_it) == 2  # it begins and it ends
    assert {line["conversation_id"] for line in about_it} == {caller.start["lead_id"]}
    assert {line["request_id"] for line in about_it} == {called[0]["request_id"]}
    [refused] = [line for line in lines if line.get("path") == "/nothing"]
    assert (refused["status"], refused["error"]) == (404, "not_found")
    spoken = (token, ticket, secret, "violet", "t0p", "m4lformed", caller.start["resume_token"])
    for unspeakable in spoken:
        assert unspeakable not in log

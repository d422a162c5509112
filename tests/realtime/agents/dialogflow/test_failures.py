"""Each status: which error, whether to try again, in which words."""

import re

import grpc
import pytest

from realtime.agents.dialogflow import failures
from realtime.agents.dialogflow.failures import Failure, failed
from realtime.agents.dialogflow.stream import failure_of
from state.errors import DialogflowFailed, DialogflowStreamFailed

CALL, STREAM = DialogflowFailed, DialogflowStreamFailed
NO_TOKEN = "503 Getting metadata from plugin failed with error: ('invalid_grant: 7', {'a': 1})"

#: Of a stream that was open: the error, whether the turn may do another time, and whether the same
#: call is made again at once.
STATUSES = {
    "INVALID_ARGUMENT": (CALL, False, False),
    "NOT_FOUND": (CALL, False, False),
    "PERMISSION_DENIED": (CALL, False, False),
    "UNAUTHENTICATED": (CALL, False, False),
    "FAILED_PRECONDITION": (CALL, False, False),
    "UNIMPLEMENTED": (CALL, False, False),
    "RESOURCE_EXHAUSTED": (CALL, True, False),
    "OUT_OF_RANGE": (STREAM, True, True),
    "ABORTED": (STREAM, True, True),
    "UNAVAILABLE": (STREAM, True, True),
    "INTERNAL": (STREAM, True, True),
    "UNKNOWN": (STREAM, True, True),
    "DEADLINE_EXCEEDED": (STREAM, True, True),
    "CANCELLED": (STREAM, True, True),
    "ALREADY_EXISTS": (STREAM, True, True),
    "DATA_LOSS": (STREAM, True, True),
    failures.NO_FINAL_ANSWER: (STREAM, True, True),
    failures.NO_ANSWER_IN_TIME: (STREAM, True, False),
    failures.AUDIO_NOT_TAKEN: (STREAM, True, False),
    failures.TOO_MUCH_SAID: (STREAM, True, True),
}


def test_every_status_is_in_the_table():
    assert {code.name for code in grpc.StatusCode} - {"OK"} <= STATUSES.keys()


@pytest.mark.parametrize("status", STATUSES)
def test_status_of_an_open_stream_has_its_error(status):
    error, is_retryable, may_pass = STATUSES[status]
    failure = Failure(status, "details 4711")
    told = failed(failure, was_open=True)
    assert type(told) is error
    assert told.is_retryable is is_retryable
    assert failure.may_pass is may_pass


@pytest.mark.parametrize("status", STATUSES)
def test_without_an_open_stream_it_is_an_error_of_the_call(status):
    told = failed(Failure(status, ""), was_open=False)
    assert type(told) is DialogflowFailed
    assert told.is_retryable is STATUSES[status][1]


@pytest.mark.parametrize("was_open", [True, False])
@pytest.mark.parametrize("status", [*STATUSES, failures.TOO_MANY_TOOLS, "SOMETHING_NEW"])
def test_words_say_nothing_of_the_details(status, was_open):
    words = str(failed(Failure(status, "secret 4711 projects/p"), was_open=was_open))
    assert re.fullmatch(r"the agent [a-z ,;']{10,80}", words)


@pytest.mark.parametrize("was_open", [True, False])
def test_token_that_cant_be_had_is_an_error_of_the_call_that_may_pass_later(was_open):
    failure = Failure("UNAVAILABLE", NO_TOKEN)
    told = failed(failure, was_open=was_open)
    assert type(told) is DialogflowFailed and told.is_retryable
    assert not failure.may_pass
    assert "whoever runs this server" in str(told)


@pytest.mark.parametrize(
    ("status", "is_absence"),
    [("UNAVAILABLE", True), ("DEADLINE_EXCEEDED", True), ("NOT_CONNECTED", True)]
    + [(each, False) for each in ("INTERNAL", "ABORTED", "OUT_OF_RANGE", "CANCELLED")],
)
def test_some_statuses_mean_that_nobody_is_there(status, is_absence):
    assert Failure(status, "").is_absence is is_absence


@pytest.mark.parametrize("status", ["INTERNAL", "UNKNOWN", "ABORTED", "CANCELLED"])
@pytest.mark.parametrize("was_open", [True, False])
def test_only_who_isnt_there_cant_be_reached(status, was_open):
    assert "broke off" in str(failed(Failure(status, ""), was_open=was_open))
    assert "reached" in str(failed(Failure("UNAVAILABLE", ""), was_open=False))


def test_tools_without_end_arent_worth_another_try():
    assert not failed(Failure(failures.TOO_MANY_TOOLS, ""), was_open=False).is_retryable


# Of exceptions


def rpc_error(code, details):
    return grpc.aio.AioRpcError(code, grpc.aio.Metadata(), grpc.aio.Metadata(), details)


@pytest.mark.parametrize("code", [each for each in grpc.StatusCode if each.name != "OK"])
def test_status_of_a_call_is_the_failures(code):
    assert failure_of(rpc_error(code, "why")) == Failure(code.name, "why")


def test_status_may_have_no_details():
    assert failure_of(rpc_error(grpc.StatusCode.ABORTED, None)) == Failure("ABORTED", "")


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (grpc.aio.UsageError("Channel is closed."), "UNAVAILABLE"),
        (grpc.aio.InternalError("Internal error from Core"), "INTERNAL"),
        (ValueError("secret"), "UNKNOWN"),
    ],
    ids=["closed", "core", "bug"],
)
def test_what_has_no_status_gets_one(error, status):
    failure = failure_of(error)
    assert failure.status == status and "secret" not in failure.details

"""What a client of the voice socket is told of the service's faults; the next turn is answered."""

import pytest

from realtime.agents.dialogflow.settings import DialogflowSettings
from tests.figures import Growth
from tests.handlers import agents
from tests.handlers.phrases import BRIEF
from tests.handlers.talker import data_of, talking, types_of

pytest.importorskip("google.cloud.dialogflowcx_v3", reason="no extra `dialogflow`")

from tests.dialogflow_emulator import (  # noqa: E402
    Abort,
    EndOkWithoutFinal,
    QuotaAtOpen,
    Silence,
)

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.logs("Dialogflow: session "),
    pytest.mark.logs("session "),
]

CALL, STREAM = "dialogflow_error", "dialogflow_stream_error"

#: Of a spoken turn: the fault, and the error with whether to try again.
FAULTS = {
    "refused": (Abort("PERMISSION_DENIED", "IAM permission 403 denied.", 0), CALL, False),
    "no such agent": (Abort("NOT_FOUND", "No agent 404.", 1), CALL, False),
    "quota": (QuotaAtOpen(), CALL, True),
    "not there": (Abort("UNAVAILABLE", "503", 0), CALL, True),
    "mid-stream": (Abort("ABORTED", "Max duration of 5 minutes reached.", 3), STREAM, True),
    "silence": (Silence(), STREAM, True),
    "silence after words": (Silence(transcribes=True), STREAM, True),
    "no final": (EndOkWithoutFinal(), STREAM, True),
}


#: Of each fault, what it is called in the figures.
STATUSES = {
    "refused": "PERMISSION_DENIED",
    "no such agent": "NOT_FOUND",
    "quota": "RESOURCE_EXHAUSTED",
    "not there": "UNAVAILABLE",
    "silence": "NO_ANSWER_IN_TIME",
}


async def served(dialogflow, monkeypatch, name):
    """A server that doesn't wait for a silent service."""

    def settings(**told):
        limit_s = 0.1 if name.startswith("silence") else 60.0
        return DialogflowSettings(**told, answer_timeout_s=limit_s)

    monkeypatch.setattr(agents, "DialogflowSettings", settings)
    return await dialogflow.server()


async def failed(talker):
    told = await talker.until("error")
    [error] = data_of(told, "error")
    assert not any(each.isdigit() for each in error["message"])
    assert "response_start" not in types_of(told)
    return error["error"], error["retryable"]


async def is_answered(dialogflow, talker):
    dialogflow.emulator.always = None
    # All the time that a busy machine takes.
    object.__setattr__(dialogflow._agents[-1]._settings, "answer_timeout_s", 60.0)
    # A turn that its fault kept from being heard of is still to come.
    dialogflow.emulator.turns.clear()
    talker.send("text", text=dialogflow.read(BRIEF))
    told = await talker.until("response_text")
    return data_of(told, "response_text")[0]["text"] == BRIEF.reply


@pytest.mark.parametrize("name", FAULTS)
async def test_spoken_turn_that_fails_is_an_error_and_the_next_is_answered(
    dialogflow, monkeypatch, name
):
    fault, error, is_retryable = FAULTS[name]
    talker = await talking(await served(dialogflow, monkeypatch, name))
    dialogflow.emulator.always = fault
    talker.hear(await dialogflow.hear(BRIEF))
    assert await failed(talker) == (error, is_retryable)
    assert await is_answered(dialogflow, talker)


@pytest.mark.parametrize("name", ["refused", "no such agent", "quota", "not there", "silence"])
async def test_typed_turn_that_fails_is_an_error_of_the_call(dialogflow, monkeypatch, name):
    fault, _, is_retryable = FAULTS[name]
    failures = Growth("agent_failures_total", agent="dialogflow")
    calls = Growth("dialogflow_failures_total", status=STATUSES[name])
    talker = await talking(await served(dialogflow, monkeypatch, name))
    dialogflow.emulator.always = fault
    talker.send("text", text=dialogflow.read(BRIEF))
    assert await failed(talker) == (CALL, is_retryable)
    assert (failures(), calls()) == (1, 1)
    assert await is_answered(dialogflow, talker)


async def test_words_that_were_heard_are_told_before_the_error(dialogflow):
    talker = await talking(await dialogflow.server())
    dialogflow.emulator.always = EndOkWithoutFinal()
    talker.hear(await dialogflow.hear(BRIEF))
    told = await talker.until("error")
    assert types_of(told)[-2:] == ["transcription", "error"]
    assert data_of(told, "transcription") == [{"text": BRIEF.words}]


async def test_text_that_is_too_long_is_refused_for_good(dialogflow):
    talker = await talking(await dialogflow.server())
    talker.send("text", text="a" * 257)
    assert await failed(talker) == (CALL, False)
    assert dialogflow.emulator.calls == []
    assert await is_answered(dialogflow, talker)

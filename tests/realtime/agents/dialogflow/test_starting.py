"""The agent's start, and the way to a service that isn't there."""

import asyncio

import pytest
from google.auth import exceptions

from realtime.agents.dialogflow import client
from realtime.agents.dialogflow.settings import NoDialogflow
from state.errors import DialogflowFailed
from tests.dialogflow_emulator import Turn
from tests.realtime.agents.dialogflow.talking import replies, sound
from tests.realtime.agents.dialogflow.test_traps import FakeCredentials, found
from tests.waiting import until

OUR_SOUND = Turn(transcript="oi", texts=("Hello.",), audio=False)


@pytest.mark.parametrize(
    "language", ["pt-BR", "pt-PT", "en-US", "en-GB", "es-ES", "es-419", "fr-FR", "de-DE", "ja-JP"]
)
async def test_what_has_no_sound_is_spoken_in_a_voice_of_its_language(talking, emulator, language):
    someone = await talking(language=language)
    emulator.turns.append(OUR_SOUND)
    events = await someone.listen()
    assert replies(events) == ["Hello."] and sound(events)


@pytest.mark.logs("no voice of ours speaks xx-yy")
async def test_in_a_language_that_we_do_not_speak_it_is_told_as_text(talking, emulator):
    someone = await talking(language="xx-YY")
    emulator.turns.append(OUR_SOUND)
    events = await someone.listen()
    assert replies(events) == ["Hello."] and not sound(events)


async def test_a_voice_that_is_named_and_is_none_stops_the_start(talking):
    with pytest.raises(NoDialogflow, match="dialogflow.own_voice: .*'nobody'"):
        await talking(own_voice="nobody")


def in_trouble():
    error = exceptions.RefreshError("no network")
    error.__cause__ = exceptions.TransportError("no network")
    return error


@pytest.mark.logs("can't be reached")
@pytest.mark.parametrize(
    "error",
    [
        exceptions.TransportError("no network"),
        exceptions.RefreshError("503", retryable=True),
        in_trouble(),
    ],
    ids=["transport", "retryable", "wrapped"],
)
async def test_a_token_server_in_trouble_refuses_nobody(monkeypatch, error):
    credentials = FakeCredentials(error)
    found(monkeypatch, credentials)
    assert await client._credentials() is credentials


async def test_credentials_that_are_refused_stop_the_start(monkeypatch):
    found(monkeypatch, FakeCredentials(exceptions.RefreshError("invalid_grant")))
    with pytest.raises(NoDialogflow, match="refuses the credentials"):
        await client._credentials()


@pytest.mark.logs("no connection within")
async def test_a_service_that_was_not_there_is_not_waited_for_so_long_again(
    talking, emulator, monkeypatch
):
    someone = await talking()
    await emulator.go_away()
    await someone.misses_the_service()
    monkeypatch.setattr(client, "_OPEN_SECONDS", 0.3)
    monkeypatch.setattr(client, "_OPEN_AGAIN_SECONDS", 0.01)
    told = []
    for _ in range(2):
        error = await someone.fail(someone.session.read("oi"))
        assert type(error) is DialogflowFailed and error.is_retryable
        told.append(error)
    await emulator.listen()
    monkeypatch.setattr(client, "_OPEN_AGAIN_SECONDS", 5.0)
    assert replies(await someone.read("oi"))
    assert someone.agent._client._was_there


@pytest.mark.logs("CANCELLED")
async def test_closing_ends_what_is_being_opened(talking, emulator):
    someone = await talking()
    await emulator.go_away()
    await someone.misses_the_service()
    asking = asyncio.create_task(someone.fail(someone.session.read("oi")))
    await until(lambda: someone.agent._client._opening)
    await someone.agent.close()
    assert isinstance(await asking, DialogflowFailed)

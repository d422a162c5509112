"""What breaks into a reply of each of the real agents: noise, speech, commands, other people."""

import asyncio

import pytest

from realtime.voice.settings import VoiceSettings
from tests.handlers.phrases import BYE, HELP, THANKS, YES
from tests.handlers.talker import data_of, sound_of, talking, types_of
from tests.speech import room
from tests.waiting import until

pytestmark = pytest.mark.asyncio(loop_scope="module")

#: A sound isn't held for a noise only because the recogniser had to wait for a core.
PATIENT = VoiceSettings(noise_quiet_ms=5_000, longest_hold_ms=30_000)
HASTY = VoiceSettings(noise_quiet_ms=200)


async def replying(answering, phrase, **options):
    """Somebody to whom a reply is being said, and what came of it."""
    server = await answering.server(**options)
    talker = await talking(server, "?lead_id=lead-1")
    talker.hear(room(1.0))
    talker.send("text", text=answering.read(phrase))
    told = await talker.until("audio_response")
    while told[-1]["data"]["seq"] < 5:
        told += await talker.until("audio_response")
    return talker, told


def check_cut(told):
    """One reply was, once, and nothing of it followed."""
    [cut] = data_of(told, "interruption")
    at = types_of(told).index("interruption")
    assert types_of(told)[at - 1] == "response_end"
    after = told[[message["type"] for message in told].index("interruption") :]
    assert not sound_of(after, cut["response_id"])
    return cut


async def test_a_noise_holds_a_reply_which_then_goes_on_where_it_was(answering):
    talker, told = await replying(answering, BYE, voice=HASTY)
    talker.hear(answering.hear_nobody())
    told += await talker.until("interruption_dismissed")
    told += await talker.until("response_end")
    cut = check_cut(told)
    [dismissed] = data_of(told, "interruption_dismissed")
    assert dismissed["resume_at_ms"] == cut["played_ms"] > 0
    first, rest = dismissed["response_id"], dismissed["new_response_id"]
    played = sound_of(told, first)[: cut["played_ms"] * 32]
    assert played + sound_of(told, rest) == answering.sound_of(BYE.reply)
    ends = data_of(told, "response_end")
    assert [each["interrupted"] for each in ends] == [True, False]
    assert data_of(told, "transcription") == []


async def test_speech_over_a_reply_ends_it_and_is_answered(answering):
    talker, told = await replying(answering, HELP, voice=PATIENT)
    talker.hear(await answering.hear(THANKS))
    told += await talker.until("transcription")
    told += await talker.until("audio_response")
    cut = check_cut(told)
    assert data_of(told, "interruption_dismissed") == []
    assert data_of(told, "transcription") == [{"text": THANKS.words}]
    last = data_of(told, "response_text")[-1]
    assert last["text"] == THANKS.reply and last["response_id"] != cut["response_id"]
    answering.check_one_conversation()


async def test_a_word_that_is_understood_ends_it_however_short(answering):
    talker, told = await replying(answering, HELP, voice=PATIENT)
    talker.hear(await answering.hear(YES))
    told += await talker.until("transcription")
    told += await talker.until("intent")
    check_cut(told)
    assert data_of(told, "transcription") == [{"text": YES.words}]
    assert data_of(told, "intent")[-1]["intent"] == "yes"


async def test_a_barge_in_ends_it_and_the_next_turn_is_answered(answering):
    talker, told = await replying(answering, HELP)
    talker.send("barge_in")
    told += await talker.until("interruption")
    talker.send("text", text=answering.read(THANKS))
    # A whole reply, at its own pace: what was left of the old one would come in between.
    told += await talker.until("response_end")
    check_cut(told)
    assert data_of(told, "response_text")[-1]["text"] == THANKS.reply


async def test_a_turn_begun_by_hand_ends_it_and_is_answered(answering):
    talker, told = await replying(answering, HELP)
    talker.send("start_speaking")
    told += await talker.until("interruption")
    talker.hear(await answering.hear(THANKS))
    talker.send("stop_speaking")
    told += await talker.until("intent")
    told += await talker.until("audio_response")
    check_cut(told)
    assert data_of(told, "transcription") == [{"text": THANKS.words}]


async def test_what_is_typed_ends_it_and_is_answered(answering):
    talker, told = await replying(answering, HELP)
    talker.send("text", text=answering.read(THANKS))
    told += await talker.until("interruption")
    told += await talker.until("intent")
    told += await talker.until("audio_response")
    check_cut(told)
    assert data_of(told, "response_text")[-1]["text"] == THANKS.reply


async def test_an_answer_in_the_making_is_given_up_for_a_barge_in(answering):
    server = await answering.server()
    talker = await talking(server)
    talker.send("start_speaking")
    talker.hear(await answering.hear(THANKS))
    talker.send("stop_speaking")
    await until(lambda: answering.has_begun)
    talker.send("barge_in")
    talker.send("text", text=answering.read(BYE))
    told = await talker.until("response_text")
    assert data_of(told, "response_text")[-1]["text"] == BYE.reply.split("!")[0]


# While the service still answers


PARTS = ("Let me see what there is.", "There is one.")


async def heard_in_part(dialogflow, gate, **options):
    """Somebody who hears the first part of an answer; the second waits for the gate."""
    from tests.dialogflow_emulator import Latency, Turn

    turn = Turn(intent="find", partials=PARTS[:1], texts=PARTS[1:])
    dialogflow.emulator.turns.append(turn)
    dialogflow.emulator.faults.append(Latency(stage="final", gate=gate))
    talker = await talking(await dialogflow.server(**options))
    talker.hear(room(1.0))
    talker.send("text", text="is there any")
    return talker, await talker.until("audio_response")


async def test_what_comes_while_a_noise_holds_the_reply_is_said_after_it(dialogflow):
    gate = asyncio.Event()
    talker, told = await heard_in_part(dialogflow, gate, voice=HASTY)
    talker.hear(dialogflow.hear_nobody())
    told += await talker.until("interruption")
    gate.set()
    told += await talker.until("interruption_dismissed")
    told += await talker.until("response_end")
    cut = check_cut(told)
    [dismissed] = data_of(told, "interruption_dismissed")
    played = sound_of(told, cut["response_id"])[: cut["played_ms"] * 32]
    whole = b"".join(dialogflow.sound_of(part) for part in PARTS)
    assert played + sound_of(told, dismissed["new_response_id"]) == whole


async def test_the_rest_of_an_answer_that_speech_ends_is_not_waited_for(dialogflow):
    never = asyncio.Event()
    talker, told = await heard_in_part(dialogflow, never, voice=PATIENT)
    [call] = dialogflow.emulator.calls
    talker.hear(await dialogflow.hear(THANKS))
    told += await talker.until("transcription")
    await call.over.wait()
    assert call.cancelled
    told += await talker.until("response_end")
    check_cut(told)
    assert data_of(told, "response_text")[-1]["text"] == THANKS.reply

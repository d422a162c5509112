"""The embedded buyer as an agent: what is heard or read becomes what is said."""

import json

import pytest

from bench.noises import noise
from bench.sounds import as_turn
from realtime.agents.base import (
    NO_MATCH,
    HangUp,
    Intent,
    ReplyAudio,
    ReplyText,
    Transcript,
    TurnDone,
)
from realtime.agents.local.free_speech import FreeSpeech
from realtime.agents.local.jobs import NoSpeech, Recognised, Refused
from realtime.agents.local.recogniser import Recogniser
from realtime.agents.local.settings import LocalSettings
from realtime.agents.local.synthesiser import Synthesiser
from realtime.roleplay.buyer.agent import VOICES, BuyerAgent
from realtime.roleplay.buyer.wording import SAYINGS
from state.errors import NotFound
from tests.realtime.roleplay.buyer.calls import SHIPPED
from tests.realtime.roleplay.plays import definition

SECOND = b"\1\0" * 16_000


class Told(Recogniser):
    """Hears what the test says."""

    def __init__(self, heard=None):
        super().__init__(LocalSettings(workers=1), [])
        self.heard = heard
        self.prepared = 0

    def prepare_transcription(self):
        self.prepared += 1

    async def transcribe(self, pcm):
        return self.heard


@pytest.fixture
def synthesiser():
    made = Synthesiser()
    yield made
    made.close()


def agent(synthesiser, *, heard=None, play=None):
    play = play or definition()
    return BuyerAgent(play, "buyer-7-1", synthesiser, FreeSpeech(Told(heard), play.language))


async def turn(*blocks):
    for block in blocks:
        yield block


async def all_of(events):
    return [event async for event in events]


def without_sound(events):
    return [event for event in events if not isinstance(event, ReplyAudio)]


def test_its_card_is_the_personas(synthesiser):
    card = agent(synthesiser).card
    assert (card.name, card.title, card.language) == ("buyer-7-1", "Ida", "en")
    assert card.hears and card.samples == ()
    assert not agent(synthesiser, play=definition(language="pt-BR")).card.hears


async def test_a_typed_turn_is_answered_in_words_and_sound(synthesiser):
    session = agent(synthesiser).open_session()
    events = await all_of(session.read("How many lamps do you send?"))
    assert without_sound(events) == [
        Intent("fact:volume", 1.0),
        ReplyText("Forty a week."),
        TurnDone(),
    ]
    assert isinstance(events[2], ReplyAudio)


async def test_a_spoken_turn_is_transcribed_and_as_sure_as_it_was_heard(synthesiser):
    heard = Recognised("how many lamps do you send", 0.62)
    session = agent(synthesiser, heard=heard).open_session()
    events = without_sound(await all_of(session.listen(turn(SECOND))))
    assert events[:2] == [Transcript("how many lamps do you send"), Intent("fact:volume", 0.62)]
    assert events[-1] == TurnDone()


async def test_speech_that_isnt_understood_is_asked_for_again(synthesiser):
    session = agent(synthesiser, heard=Refused(0.3)).open_session()
    events = without_sound(await all_of(session.listen(turn(SECOND))))
    assert events[0] == Intent(NO_MATCH, 0.0)
    told = " ".join(event.text for event in events if isinstance(event, ReplyText))
    assert told in SAYINGS["en"].unclear


async def test_a_noise_gets_no_answer_and_isnt_remembered(synthesiser):
    session = agent(synthesiser, heard=NoSpeech()).open_session()
    assert await all_of(session.listen(turn(SECOND))) == [TurnDone()]
    assert session.memory is None


async def test_portuguese_is_heard_as_a_voice(synthesiser):
    pcm = await synthesiser.speak_whole("Bom dia, tudo bem com você?", voice="pt-br")
    session = agent(synthesiser, play=definition(language="pt-BR")).open_session()
    events = await all_of(session.listen(turn(as_turn(pcm))))
    assert events[0] == Intent(NO_MATCH, 0.0)


async def test_a_cough_gets_no_answer_in_portuguese_either(synthesiser):
    session = agent(synthesiser, play=definition(language="pt-BR")).open_session()
    assert await all_of(session.listen(turn(as_turn(noise("cough", 1))))) == [TurnDone()]


async def test_what_somebody_else_says_is_spoken_and_not_remembered(synthesiser):
    session = agent(synthesiser).open_session()
    events = await all_of(session.say("Yes? Who is it?"))
    assert without_sound(events) == [ReplyText("Yes?"), ReplyText("Who is it?"), TurnDone()]
    assert any(isinstance(event, ReplyAudio) for event in events)
    assert session.memory is None


async def test_after_a_goodbye_it_hangs_up(synthesiser):
    events = await all_of(agent(synthesiser).open_session().read("Goodbye!"))
    assert events[-2:] == [HangUp(), TurnDone()]


async def test_a_call_goes_on_with_its_memory(synthesiser):
    buyer = agent(synthesiser)
    session = buyer.open_session()
    await all_of(session.read("How many lamps do you send?"))
    memory = json.loads(json.dumps(session.memory))
    resumed = buyer.open_session(memory)
    assert resumed.memory == memory
    events = await all_of(resumed.read("And how many was it?"))
    assert events[0] == Intent("reminded:volume", 1.0)


async def test_a_memory_that_means_nothing_is_forgotten(synthesiser):
    session = agent(synthesiser).open_session({"patience": "none"})
    events = await all_of(session.read("How many lamps do you send?"))
    assert events[0] == Intent("fact:volume", 1.0)


async def test_the_memory_is_there_before_the_answer_is_told(synthesiser):
    session = agent(synthesiser).open_session()
    answer = session.read("How many lamps do you send?")
    assert isinstance(await anext(answer), Intent)
    assert session.memory is not None
    await answer.aclose()


async def test_a_turn_that_is_cut_at_once_leaves_the_next_one_its_buyer(synthesiser):
    session = agent(synthesiser, play=SHIPPED[1]).open_session()
    cut = session.read("Quem decide?")
    await anext(cut)
    await cut.aclose()
    events = await all_of(session.read("Quantas consultas vocês têm por dia?"))
    assert events[0] == Intent("fact:volume", 1.0)


async def test_who_is_about_to_speak_is_prepared_for(synthesiser):
    buyer = agent(synthesiser)
    buyer.open_session()
    assert buyer.free_speech._recogniser.prepared == 1


@pytest.mark.parametrize("language", sorted(VOICES))
async def test_its_voice_exists_and_speaks(synthesiser, language):
    buyer = agent(synthesiser, play=definition(language=language))
    await buyer.start()
    assert await synthesiser.speak_whole("Sim? Yes?", voice=buyer.voice)


async def test_it_has_no_samples(synthesiser):
    with pytest.raises(NotFound):
        await agent(synthesiser).speak_sample(0)


async def test_closing_can_be_done_twice(synthesiser):
    buyer = agent(synthesiser)
    session = buyer.open_session()
    for _ in range(2):
        await session.close()
        await buyer.close()

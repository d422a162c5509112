import asyncio
import weakref

import pytest

from realtime.agents.local.espeak import UnknownVoice, engine
from realtime.agents.local.synthesiser import (
    BLOCK_BYTES,
    SHORTEST_BLOCK_BYTES,
    Blocks,
    Synthesiser,
)

SECOND = 32_000


def with_synthesiser(scene):
    async def run():
        synthesiser = Synthesiser()
        try:
            return await scene(synthesiser)
        finally:
            synthesiser.close()

    return asyncio.run(run())


def whole(text, voice="en-us"):
    return with_synthesiser(lambda synthesiser: synthesiser.speak_whole(text, voice=voice))


@pytest.mark.parametrize(
    ("voice", "text"),
    [("en-us", "Show me the electronics, please."), ("pt-br", "Quero comprar um celular.")],
)
def test_both_languages_take_as_long_as_a_speaker_would(voice, text):
    assert 1.2 * SECOND < len(whole(text, voice)) < 3 * SECOND


def test_voices_differ_and_one_leaves_no_trace_in_the_other():
    # espeak-ng lets its voice waver a little: the same sentence differs by a millisecond.
    first = len(whole("Hello there."))
    assert abs(len(whole("Hello there.", "pt-br")) - first) > 1_000
    assert abs(len(whole("Hello there.")) - first) < 200


def test_blocks_are_whole_samples_of_20_to_60_ms():
    async def scene(synthesiser):
        return [block async for block in synthesiser.speak("One, two, three.", voice="en-us")]

    blocks = with_synthesiser(scene)
    assert {len(block) for block in blocks[:-1]} == {BLOCK_BYTES}
    assert SHORTEST_BLOCK_BYTES <= len(blocks[-1]) <= BLOCK_BYTES
    assert all(len(block) % 2 == 0 for block in blocks)


def test_stream_cut_anywhere_gives_the_same_blocks():
    pcm = bytes(range(256)) * 20
    at_once, piecewise = Blocks(), Blocks()
    whole_cut = at_once.push(pcm) + at_once.flush()
    pieces = [block for at in range(0, len(pcm), 7) for block in piecewise.push(pcm[at : at + 7])]
    assert pieces + piecewise.flush() == whole_cut


def test_short_rest_is_made_up_with_silence():
    blocks = Blocks()
    blocks.push(b"\1\1")
    assert blocks.flush() == [b"\1\1" + bytes(SHORTEST_BLOCK_BYTES - 2)]
    assert Blocks().flush() == []


@pytest.mark.parametrize("text", ["", "\0", "?", "\ud800", "\U0001f600"])
def test_text_without_words_is_no_error(text):
    assert len(whole(text)) < 2 * SECOND


def test_unknown_voice_is_told():
    with pytest.raises(UnknownVoice, match="martian"):
        whole("Hello.", "martian")
    with pytest.raises(UnknownVoice, match="martian"):
        with_synthesiser(lambda synthesiser: synthesiser.require("martian"))


def test_engine_stops_when_the_sound_is_unwanted():
    pieces = []

    def take(pcm):
        pieces.append(pcm)
        return False

    engine().speak("This is quite a long sentence that nobody wants to hear.", "en-us", take)
    assert len(pieces) == 1


def test_the_engine_holds_on_to_nothing_of_what_it_spoke():
    class Taker:
        def __call__(self, pcm):
            return True

    taker = Taker()
    gone = weakref.ref(taker)
    engine().speak("Hello.", "en-us", taker)
    del taker
    assert gone() is None


def test_error_of_the_taker_comes_out_of_the_engine():
    def take(pcm):
        raise LookupError("here")

    with pytest.raises(LookupError, match="here"):
        engine().speak("Hello.", "en-us", take)


def test_closed_stream_leaves_the_voice_to_the_next():
    async def scene(synthesiser):
        stream = synthesiser.speak("A long sentence " * 15, voice="en-us")
        await anext(stream)
        await stream.aclose()
        return await synthesiser.speak_whole("Hello.", voice="en-us")

    assert abs(len(with_synthesiser(scene)) - len(whole("Hello."))) < 200


def test_reader_who_pauses_holds_nobody_up():
    async def scene(synthesiser):
        paused = synthesiser.speak("A long sentence " * 15, voice="en-us")
        await anext(paused)
        other = await synthesiser.speak_whole("Hello.", voice="en-us")
        rest = [block async for block in paused]
        return other, rest

    other, rest = with_synthesiser(scene)
    assert len(other) > SECOND // 4
    assert len(b"".join(rest)) > 5 * SECOND

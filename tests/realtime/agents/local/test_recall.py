"""That the English agent hears its own phrases: a part of what bench/recognition.py does."""

import asyncio

from realtime.agents.local.examples import spoken_examples
from realtime.agents.local.recogniser import Recogniser
from realtime.agents.local.settings import LocalSettings
from realtime.agents.local.synthesiser import Synthesiser

from .agents import shipped

#: The voices of the bench; the phrases weren't tuned with them.
VOICES = ("en-us+f2", "en-us+m3", "en-gb-x-rp+f4", "en-gb-scotland+m1")
QUIET = bytes(9_600)


def test_nine_of_ten_phrases_are_understood_over_four_voices():
    agent = shipped("marketplace-en")
    assert (grammar := agent.grammar) is not None
    examples = list(spoken_examples(agent.definition, each=1))

    async def is_right(pool, synthesiser, voice, example):
        pcm = QUIET + await synthesiser.speak_whole(example.text, voice=voice) + 2 * QUIET
        heard = await pool.recognise("marketplace-en", pcm)
        return agent.understanding.read(heard.text or "").intent == example.intent

    async def scene():
        turns = [(VOICES[at % 4], example) for at, example in enumerate(examples)]
        pool = Recogniser(LocalSettings(recognition_queue=len(turns)), [grammar])
        synthesiser = Synthesiser()
        try:
            await pool.start()
            return await asyncio.gather(*(is_right(pool, synthesiser, *turn) for turn in turns))
        finally:
            synthesiser.close()
            await pool.close()

    right = asyncio.run(scene())
    assert sum(right) / len(right) >= 0.9

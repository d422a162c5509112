"""That the English agent hears its own phrases, and no others: a part of bench/recognition.py."""

import asyncio

from bench.clips import phrases, speak
from bench.foreign import MEASURED_WITH
from realtime.agents.local.examples import spoken_examples
from realtime.agents.local.jobs import NoSpeech, Recognised
from realtime.agents.local.recogniser import Recogniser
from realtime.agents.local.settings import LocalSettings

from .agents import shipped

#: The agent's phrases and the refusal were tuned with other voices; with the phrases, almost none.
VOICES = ("en-us+f2", "en-us+m3", "en-gb-x-rp+f4", "en-gb-scotland+m1")
AGENT = shipped("marketplace-en")


def hear(clips):
    """What the English agent's recogniser makes of each."""
    assert (grammar := AGENT.grammar) is not None

    async def scene():
        pool = Recogniser(LocalSettings(recognition_queue=len(clips)), [grammar])
        try:
            await pool.start()
            return await asyncio.gather(*(pool.recognise(grammar.name, c.pcm) for c in clips))
        finally:
            await pool.close()

    return asyncio.run(scene())


def test_most_phrases_are_understood_over_four_voices():
    examples = list(spoken_examples(AGENT.definition, each=1))[::4]
    clips = [clip for at, one in enumerate(examples) for clip in phrases([one], [VOICES[at % 4]])]
    accepted = [
        (AGENT.understanding.read(heard.text).intent, clip.intent)
        for heard, clip in zip(hear(clips), clips, strict=True)
        if isinstance(heard, Recognised)
    ]
    right = sum(understood == meant for understood, meant in accepted)
    assert right / len(clips) >= 0.85
    assert right / len(accepted) >= 0.9


def test_nearly_all_foreign_speech_is_refused_and_answered():
    clips = speak([(text, VOICES[at % 4]) for at, text in enumerate(MEASURED_WITH[::4])])
    heard = hear(clips)
    assert sum(isinstance(one, Recognised) for one in heard) / len(clips) <= 0.1
    assert sum(isinstance(one, NoSpeech) for one in heard) / len(clips) <= 0.05

"""That who hears English hears its own phrases, and no others: a part of bench/recognition.py."""

import asyncio

import pytest

from bench.clips import phrases, speak
from bench.foreign import MEASURED_WITH
from realtime.agents.local.examples import spoken_examples
from realtime.agents.local.jobs import NoSpeech, Recognised
from realtime.agents.local.recogniser import Recogniser
from realtime.agents.local.settings import LocalSettings

from .agents import CONSULTANTS, shipped

pytestmark = pytest.mark.usefixtures("forked_workers")

#: The agent's phrases and the refusal were tuned with other voices; with the phrases, almost none.
VOICES = ("en-us+f2", "en-us+m3", "en-gb-x-rp+f4", "en-gb-scotland+m1")
AGENT = shipped("marketplace-en")


def hear(clips, agents=None):
    """What is made of each: by the grammar of its agent, or of the English marketplace's."""
    spoken_to = agents or [AGENT] * len(clips)
    grammars = {agent.grammar.name: agent.grammar for agent in spoken_to}

    async def scene():
        pool = Recogniser(LocalSettings(recognition_queue=len(clips)), grammars.values())
        try:
            await pool.start()
            return await asyncio.gather(
                *(
                    pool.recognise(agent.grammar.name, clip.pcm)
                    for agent, clip in zip(spoken_to, clips, strict=True)
                )
            )
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


def test_consultants_understand_their_samples_as_the_page_speaks_them():
    said = [(shipped(name), text) for name in CONSULTANTS for text in samples(name)]
    clips = speak([(text, agent.definition.file.sample_voice) for agent, text in said])
    heard = hear(clips, [agent for agent, _ in said])
    for (agent, text), one in zip(said, heard, strict=True):
        assert isinstance(one, Recognised), text
        read = agent.understanding.read
        assert read(one.text).intent == read(text).intent, text


def samples(name):
    """Every third: the others were understood too, when they were written."""
    return shipped(name).definition.file.samples[::3]

import numpy as np
import pytest

from bench.sounds import quiet
from realtime.agents.local.jobs import Learn, NoSpeech, Recognise
from realtime.agents.local.worker import Ear

from .agents import shipped

COMPILED = shipped("marketplace-en").grammar
assert COMPILED is not None
LEARN = Learn(COMPILED.name, COMPILED.jsgf, dict(COMPILED.pronunciations))


@pytest.fixture(scope="module")
def ear():
    made = Ear()
    made.learn(LEARN)
    return made


@pytest.mark.parametrize("pcm", [b"", b"\1", quiet(0.5) + b"\1"])
def test_nothing_and_half_a_sample_are_no_speech(ear, pcm):
    assert ear.recognise(Recognise(LEARN.grammar, pcm)) == NoSpeech()


def test_in_nothing_no_phrase_is_found(ear):
    assert ear.find(LEARN.grammar, b"", np.zeros(1, dtype=np.bool_)) is None

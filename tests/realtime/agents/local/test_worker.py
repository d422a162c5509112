import io

import numpy as np
import pytest

from bench.sounds import quiet
from realtime.agents.local.jobs import (
    Learn,
    LearnEnglish,
    NoSpeech,
    Ready,
    Recognise,
    Refused,
    Transcribe,
    frame,
)
from realtime.agents.local.worker import Ear, serve

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


def framed(messages):
    return b"".join(frame(each) for each in messages)


class English:
    """Counts how often the general model is loaded; refuses everything."""

    loaded = 0

    def __init__(self):
        English.loaded += 1

    def transcribe(self, pcm):
        return Refused(0.5)


@pytest.fixture
def english(monkeypatch):
    monkeypatch.setattr("realtime.agents.local.worker.Transcriber", English)
    monkeypatch.setattr(English, "loaded", 0)
    return English


@pytest.mark.parametrize(
    ("orders", "loaded"),
    [
        ((LEARN, Recognise(LEARN.grammar, b"")), 0),
        ((LearnEnglish(), LearnEnglish()), 1),
        ((LearnEnglish(), Transcribe(b""), Transcribe(b"")), 1),
        ((Transcribe(b""), LearnEnglish()), 1),
    ],
    ids=["phrases alone", "prepared", "prepared and used", "used"],
)
def test_general_model_is_loaded_once_and_only_if_wanted(english, orders, loaded):
    serve(io.BytesIO(framed(orders)), io.BytesIO())
    assert english.loaded == loaded


def test_every_job_is_answered_in_turn(english):
    reports = io.BytesIO()
    jobs = (LEARN, Transcribe(b""), Recognise(LEARN.grammar, b""), LearnEnglish(), Transcribe(b""))
    serve(io.BytesIO(framed(jobs)), reports)
    answers = (Ready(), Refused(0.5), NoSpeech(), Refused(0.5))
    assert reports.getvalue() == framed(answers)

"""The shipped agents against bench/paraphrases: written by people who hadn't seen the phrases."""

import random
from pathlib import Path
from time import perf_counter

import pytest

from bench.understanding import (
    agent_name,
    calibration_error,
    judge,
    read_lines,
    reliability,
    summarise,
)

from .agents import shipped

FILES = sorted((Path(__file__).parents[4] / "bench" / "paraphrases").glob("*.tsv"))
AGENTS = ["marketplace-en", "marketplace-pt-BR"]


def results(path):
    return judge(shipped(agent_name(path)).understanding, read_lines(path))


def test_each_agent_has_paraphrases():
    assert {agent_name(path) for path in FILES} == set(AGENTS)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_paraphrases_are_understood(path):
    found = summarise(results(path))
    assert found.right >= 0.93
    assert found.wrong <= 0.03
    assert found.false_accepts <= 0.05


def test_confidence_is_the_share_that_is_right():
    rows = reliability(result for path in FILES for result in results(path))
    assert calibration_error(rows) <= 0.06


@pytest.mark.parametrize("name", AGENTS)
def test_any_text_is_read_in_ten_milliseconds(name):
    understanding = shipped(name).understanding
    chance = random.Random(7)
    words = [
        word for phrase in read_lines(FILES[AGENTS.index(name)]) for word in phrase.text.split()
    ]
    mistyped = ["".join(chance.sample(word, len(word))) for word in words if len(word) > 5]
    drawn_out = ["".join(letter * 3 for letter in word) for word in words]
    for pool in (words, mistyped, drawn_out, ["\ufdfa"], ["a" * 5000], ["entregar1"]):
        text = " ".join(chance.choices(pool, k=40))
        assert _fastest_ms(understanding, text) < 10


def _fastest_ms(understanding, text):
    times = []
    for _ in range(5):
        started = perf_counter()
        understanding.read(text)
        times.append(1000 * (perf_counter() - started))
    return min(times)

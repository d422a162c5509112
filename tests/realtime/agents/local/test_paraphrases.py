"""The shipped agents against bench/paraphrases, written without seeing their phrases.

The agents were tuned with the files named just like them; any other is held to what is required of
texts that nobody tuned with.
"""

from pathlib import Path

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
#: Least share right, most wrong, most no_match lines accepted.
TUNED_WITH, OTHERS = (0.93, 0.03, 0.05), (0.85, 0.05, 0.11)
AGENTS = ["marketplace-en", "marketplace-pt-BR"]


def results(path):
    return judge(shipped(agent_name(path)).understanding, read_lines(path))


def test_each_agent_has_paraphrases():
    assert {agent_name(path) for path in FILES} == set(AGENTS)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_paraphrases_are_understood(path):
    found = summarise(results(path))
    right, wrong, accepted = TUNED_WITH if path.stem in AGENTS else OTHERS
    assert found.right >= right
    assert found.wrong <= wrong
    assert found.false_accepts <= accepted


def test_confidence_is_the_share_that_is_right():
    rows = reliability(result for path in FILES for result in results(path))
    assert calibration_error(rows) <= 0.06

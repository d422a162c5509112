"""The shipped agents against bench/paraphrases: the marketplaces' were written without seeing their
phrases, the consultants' by who wrote these, so they are easier.

The agents were tuned with the files named just like them, and with every other line of the
`.negation` files; nobody tuned with the `.aside` files.
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

from .agents import CONSULTANTS, shipped

FILES = sorted((Path(__file__).parents[4] / "bench" / "paraphrases").glob("*.tsv"))
#: Least share right, most wrong, most no_match lines accepted. 0.11 lets 2 of the 20 such lines of
#: an `.aside` file through: that is what the Portuguese agent was measured to accept (the English
#: one none), not a rate to be content with. So few lines hardly tell one: 2 of 20 is what 1 % may
#: give by bad luck, and 30 % by good. Of a `.negation` file's it is one line.
TUNED_WITH, OTHERS = (0.93, 0.03, 0.05), (0.85, 0.05, 0.11)
AGENTS = ["marketplace-en", "marketplace-pt-BR", *CONSULTANTS]


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
    # Of lines that were tuned with, nearly all are right, whatever is claimed.
    aside = [path for path in FILES if path.stem.endswith(".aside")]
    assert {agent_name(path) for path in aside} == set(AGENTS)
    rows = reliability(result for path in aside for result in results(path))
    assert calibration_error(rows) <= 0.06

"""The server judged by its own document: a short run of bench/contract.py, always the same."""

import pytest

from bench.contract import judge


@pytest.mark.timeout(180)
def test_nothing_is_answered_that_isnt_documented():
    judged = judge("--phases", "fuzzing,stateful", "--max-examples", "2", "--seed", "1")
    assert judged.failures == [], judged.told
    assert judged.operations > 50 and judged.cases > 120, judged.told

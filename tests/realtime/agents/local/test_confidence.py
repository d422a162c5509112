from itertools import pairwise

from realtime.agents.local.confidence import confidence


def test_exact_phrase_is_certain_and_nothing_is_nothing():
    assert confidence(1.0) == 1.0
    assert confidence(0.0) == 0.0


def test_confidence_rises_with_the_score():
    steps = [confidence(score / 100) for score in range(101)]
    assert all(low < high for low, high in pairwise(steps))

from collections import Counter
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from handlers.limits.waiting import Waiting


def nothing():
    pass


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 9), st.integers(1, 4)), max_size=80))
def test_the_first_is_the_longest_of_whoever_has_most(steps):
    waiting = Waiting()
    there: dict[Any, int] = {}
    for number, (comes, which, customer) in enumerate(steps):
        if comes:
            waiting.add(number, customer, nothing)
            there[number] = customer
        elif there:
            gone = sorted(there)[which % len(there)]
            assert waiting.remove(gone) is nothing
            del there[gone]
        assert len(waiting) == len(there) and waiting.remove("somebody") is None
        first, many = waiting.first(), Counter(there.values())
        if not there:
            assert first is None
            continue
        assert many[there[first]] == max(many.values())
        assert first == min(one for one in there if there[one] == there[first])

"""A store killed at random moments keeps its word, and the witness would see it if it didn't.

Ten rounds of what bench/kill.py does two hundred of.
"""

import pytest

from bench.kill import Verdict, Witness, apply, kill
from bench.writers import Commit, Kept, changes_of

BEGUN = [Commit(0, number) for number in range(60)]


def state_after(commits):
    state: dict[str, Kept] = {}
    for commit in commits:
        apply(state, changes_of(commit))
    return state


def number_of_a_pair():
    return next(
        n
        for n, commit in enumerate(BEGUN)
        if [type(each) for each in changes_of(commit)] == [Kept, Kept]
    )


def test_a_killed_store_has_all_it_acknowledged_and_nothing_else(tmp_path):
    tally = kill(tmp_path, rounds=10, seed=7)
    assert (tally.lost, tally.invented, tally.mixed) == (0, 0, 0)
    assert tally.ends.total() == 10 and tally.acked > 0


@pytest.mark.parametrize("kept", [40, 50, 60])
def test_any_moment_from_the_last_acknowledged_commit_on_is_right(kept):
    verdict = Witness().judge(BEGUN, BEGUN[:40], state_after(BEGUN[:kept]))
    assert verdict == Verdict()


def test_an_acknowledged_change_that_is_missing_is_lost():
    found = state_after(BEGUN)
    del found[next(iter(found))]
    assert Witness().judge(BEGUN, BEGUN, found) == Verdict(lost=1)


def test_an_acknowledged_change_that_an_older_one_stands_in_for_is_lost():
    assert Witness().judge(BEGUN, BEGUN, state_after(BEGUN[:-1])).lost


def test_what_was_there_before_the_round_can_be_lost():
    witness = Witness()
    witness.judge(BEGUN, BEGUN, state_after(BEGUN))
    assert witness.judge([], [], {}).lost == len(state_after(BEGUN))


def test_a_record_that_nobody_began_is_invented():
    stranger = Kept(id="stranger", writer=0, number=3, padding="")
    found = state_after(BEGUN) | {stranger.key: stranger}
    assert Witness().judge(BEGUN, BEGUN, found) == Verdict(invented=1)


def test_a_record_that_was_begun_with_other_content_is_invented():
    found = state_after(BEGUN)
    key, record = next(iter(found.items()))
    found[key] = Kept(id=key, writer=0, number=record.number, padding="other")
    assert Witness().judge(BEGUN, BEGUN, found) == Verdict(invented=1)


def test_half_a_pair_is_mixed_even_when_nobody_was_promised_it():
    pair = number_of_a_pair()
    found = state_after(BEGUN[:pair])
    apply(found, changes_of(BEGUN[pair])[:1])
    assert Witness().judge(BEGUN, BEGUN[:pair], found) == Verdict(mixed=1)

"""How it was said, on calls whose figures are known."""

import random

import pytest

from realtime.roleplay.scoring.delivery import AudioTurns, delivery_of
from realtime.roleplay.scoring.language_en import ENGLISH
from realtime.roleplay.scoring.lines import Line, sentences_of


def measured(lines=(), *, salesperson=(), buyer=(), trusted=True):
    audio = AudioTurns(tuple(salesperson), tuple(buyer))
    sentences = sentences_of(lines, ENGLISH)
    return delivery_of(lines, sentences, audio=audio, words_trusted=trusted)


def synthetic(seed):
    """Turns one after the other, each of several stretches of speech with short pauses."""
    chance = random.Random(seed)
    at, longest = 0.0, 0.0
    sides: dict[str, list] = {"salesperson": [], "buyer": []}
    for turn in range(40):
        who = "salesperson" if turn % 2 == 0 else "buyer"
        began = at
        for _ in range(chance.randint(1, 6)):
            length = chance.uniform(1.2, 8.0)
            sides[who].append((at, at + length))
            ended = at + length
            at = ended + chance.uniform(0.2, 0.9)
        if who == "salesperson":
            longest = max(longest, ended - began)
    return sides, longest


@pytest.mark.parametrize("seed", range(20))
def test_ratio_and_monologue_are_within_3_percent_of_the_truth(seed):
    sides, longest = synthetic(seed)
    own, other = (sum(end - start for start, end in sides[who]) for who in sides)
    delivery = measured(**sides)
    assert delivery.talk_listen_ratio.value == pytest.approx(100 * own / (own + other), rel=0.03)
    assert delivery.longest_monologue.value == pytest.approx(longest, rel=0.03)
    assert delivery.talk_listen_ratio.basis.source == "audio"


def test_sound_takes_precedence_over_the_lines_times():
    lines = [Line("salesperson", "hello", 0.0, 90.0), Line("buyer", "hello", 90.0, 100.0)]
    delivery = measured(lines, salesperson=[(0, 10)], buyer=[(10, 20)])
    assert delivery.talk_listen_ratio.value == 50.0


def test_without_sound_the_lines_times_are_taken():
    lines = [Line("salesperson", "hello", 0.0, 90.0), Line("buyer", "hello", 90.0, 100.0)]
    delivery = measured(lines)
    assert delivery.talk_listen_ratio.value == 90.0
    assert delivery.talk_listen_ratio.basis.source == "times"


def test_without_times_words_are_counted():
    delivery = measured([Line("salesperson", "one two three"), Line("buyer", "one")])
    assert delivery.talk_listen_ratio.value == 75.0
    assert delivery.talk_listen_ratio.basis.source == "words"
    assert delivery.longest_monologue.value is None
    assert delivery.longest_monologue.basis.reason == "no_times"


def test_nobody_spoke():
    delivery = measured()
    assert delivery.talk_listen_ratio.basis.reason == "no_speech"


def test_a_sound_of_listening_does_not_end_a_monologue():
    delivery = measured(salesperson=[(0, 10), (11, 30)], buyer=[(10.2, 10.7)])
    assert delivery.longest_monologue.value == 30.0


def test_a_turn_of_the_buyers_ends_a_monologue():
    delivery = measured(salesperson=[(0, 10), (14, 30)], buyer=[(10.5, 13)])
    assert delivery.longest_monologue.value == 16.0


def test_a_long_silence_ends_a_monologue():
    assert measured(salesperson=[(0, 10), (40, 45)]).longest_monologue.value == 10.0


def test_starting_in_the_buyers_speech_is_an_interruption():
    assert measured(salesperson=[(5, 8)], buyer=[(0, 7)]).interruptions.value == 1


def test_a_start_as_the_buyer_ends_is_no_interruption():
    assert measured(salesperson=[(6.9, 8)], buyer=[(0, 7)]).interruptions.value == 0


def test_patience_is_the_pause_after_the_buyer():
    delivery = measured(salesperson=[(4, 5), (9, 10)], buyer=[(0, 3), (6, 7)])
    assert delivery.patience.value == 1.5


def test_pace_is_words_a_minute_of_speech():
    lines = [Line("salesperson", "word " * 30, 0.0, 10.0)]
    assert measured(lines, salesperson=[(0, 15)]).talk_speed.value == 120.0


def test_fillers_are_counted_a_minute_of_speech():
    lines = [Line("salesperson", "Um, we, uh, sell trucks, you know.", 0.0, 30.0)]
    assert measured(lines).filler_words.value == 6.0


def test_a_persons_own_overlaps_count_once():
    delivery = measured(salesperson=[(0, 10), (5, 10)], buyer=[(10, 20), (12, 13)])
    assert delivery.talk_listen_ratio.value == 50.0


def test_a_line_that_ends_before_it_starts_is_no_speech():
    delivery = measured(salesperson=[(10, 5), (0, 5)], buyer=[(5, 10)])
    assert delivery.talk_listen_ratio.value == 50.0

from hypothesis import given
from hypothesis import strategies as st

from realtime.agents.local.sentences import MAX_CHARACTERS, split_sentences


def test_each_sentence_stands_alone():
    assert split_sentences("Yes. It costs 3.50!  More?\nSay so") == [
        "Yes.",
        "It costs 3.50!",
        "More?",
        "Say so",
    ]


def test_nothing_to_say_has_no_sentences():
    assert split_sentences("  \n ") == []


def test_long_sentence_is_cut_after_a_comma():
    first, second = split_sentences("a " * 100 + "end, " + "b " * 60)
    assert first.endswith("end,")
    assert second.startswith("b")


def test_long_sentence_without_commas_is_cut_between_words():
    assert all(set(piece.split()) == {"word"} for piece in split_sentences("word " * 200))


@given(st.text(max_size=1000))
def test_no_letter_is_lost_and_no_piece_too_long(text):
    pieces = split_sentences(text)
    assert all(0 < len(piece) <= MAX_CHARACTERS for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())

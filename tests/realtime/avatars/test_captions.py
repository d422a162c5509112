"""Which words are shown when."""

from hypothesis import given
from hypothesis import strategies as st

from realtime.avatars.local.captions import (
    CHARACTERS_A_SECOND,
    LINES,
    MOST_CHARACTERS,
    Captions,
)


def test_without_text_there_is_no_page():
    assert Captions(40).page(0.0) == ""


def test_the_first_page_is_there_at_once():
    captions = Captions(20)
    captions.add("one two three")
    assert captions.page(0.0) == "one two three"


def test_pages_turn_as_the_sound_goes_on():
    captions = Captions(10)
    captions.add("aaaa bbbb cccc dddd eeee ffff gggg")
    first = captions.page(0.0)
    second = captions.page(len(first) / CHARACTERS_A_SECOND + 0.01)
    assert first == "aaaa bbbb\ncccc dddd" and second == "eeee ffff\ngggg"


def test_the_last_page_stays():
    captions = Captions(20)
    captions.add("the end")
    assert captions.page(600.0) == "the end"


def test_each_piece_begins_a_page():
    captions = Captions(40)
    captions.add("One.")
    captions.add("Two.")
    assert captions.page(0.0) == "One."


def test_cleared_there_is_nothing():
    captions = Captions(40)
    captions.add("gone")
    captions.clear()
    assert captions.page(0.0) == ""


@given(st.text(max_size=400), st.integers(12, 60), st.floats(0, 60))
def test_a_page_has_so_many_lines_of_so_many_characters(text, width, played_s):
    captions = Captions(width)
    captions.add(text)
    lines = captions.page(played_s).split("\n")
    assert len(lines) <= LINES and all(len(line) <= width for line in lines)


def test_a_reply_without_end_is_bounded():
    captions = Captions(40)
    for _ in range(1_000):
        captions.add("and so on " * 10)
    assert sum(len(page) for _, page in captions._pages) <= MOST_CHARACTERS

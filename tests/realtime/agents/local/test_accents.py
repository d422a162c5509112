import pytest

from realtime.agents.local.accents import british


@pytest.mark.parametrize(
    ("word", "american", "ways"),
    [
        ("yes", "Y EH S", []),
        ("car", "K AA R", ["K AA"]),
        ("carry", "K AE R IY", []),
        ("order", "AO R D ER", ["AO D AH"]),
        ("delivery", "D IH L IH V ER IY", ["D IH L IH V AH R IY"]),
        ("laptop", "L AE P T AA P", ["L AE P T AO P"]),
        ("soccer", "S AA K ER", ["S AA K AH", "S AO K AH"]),
        ("tomorrow", "T AH M AA R OW", []),
    ],
)
def test_how_else_a_word_is_said(word, american, ways):
    assert british(american) == ways

import numpy as np
import pytest

from realtime.agents.local.refusal import ACCEPTED, Evidence, Stretch, confidence, weigh

#: Half a second of quiet, "yes" in 27 frames, quiet again.
QUIET = Stretch("<sil>", 0, 49, -100.0)
YES = Stretch("yes", 50, 76, -27 * 40.0, ("Y", "EH", "S"))
AFTER = Stretch("<sil>", 77, 99, -100.0)
LOOP = [
    Stretch("SIL", 0, 49, -100.0),
    Stretch("Y", 50, 57, -8 * 30.0),
    Stretch("EH", 58, 66, -9 * 30.0),
    Stretch("S", 67, 76, -10 * 30.0),
    Stretch("SIL", 77, 99, -100.0),
]


def loud(first, last, of=100):
    frames = np.zeros(of, dtype=bool)
    frames[first : last + 1] = True
    return frames


def weigh_yes(phrase=(QUIET, YES, AFTER), loop=LOOP, heard=(50, 76)):
    return weigh(phrase, loop, loud(*heard))


def test_margin_is_the_words_score_less_the_loops():
    evidence = weigh_yes()
    assert evidence.margin == pytest.approx(-10.0)
    assert evidence.phone_margin == pytest.approx(-10.0 * 27 / 3)


def test_same_phones_are_not_unlike():
    evidence = weigh_yes()
    assert (evidence.unlikeness, evidence.surplus) == (0.0, 0.0)


def test_phones_that_nobody_expects_are_counted_wherever_they_are():
    more = [*LOOP[:-1], Stretch("AA", 77, 85, -270.0), Stretch("M", 86, 99, -300.0)]
    evidence = weigh_yes(loop=more)
    assert evidence.surplus == pytest.approx(np.log(6 / 4))
    assert evidence.unlikeness == pytest.approx(2 * 0.7 / 5)


def test_fleeting_phones_and_noises_of_the_loop_are_none():
    passing = [Stretch("AA", 77, 77, -30.0), Stretch("+NSN+", 78, 99, -300.0)]
    assert weigh_yes(loop=[*LOOP[:-1], *passing]).surplus == 0.0


def test_haste_is_the_fastest_words():
    usual = weigh_yes().haste
    hurried = Stretch("no", 77, 82, -200.0, ("N", "OW"))
    assert usual == pytest.approx(np.log(37 / 36))
    assert weigh_yes((QUIET, YES, hurried)).haste == pytest.approx(np.log(16 / 29))


def test_sound_that_no_word_explains_is_outside():
    assert weigh_yes(heard=(50, 76)).outside == 0.0
    assert weigh_yes(heard=(23, 76)).outside == pytest.approx(0.5)
    assert weigh_yes(heard=(99, 98)).outside == 0.0


GOOD = Evidence(
    margin=-5.0, phone_margin=-45.0, unlikeness=0.2, surplus=0.0, haste=-0.3, outside=0.0
)


def test_what_everything_speaks_for_is_accepted():
    assert confidence(GOOD) > 0.9


@pytest.mark.parametrize(
    ("worse", "by"),
    [
        ("margin", -50.0),
        ("phone_margin", -400.0),
        ("unlikeness", 0.8),
        ("haste", -1.5),
        ("outside", 0.8),
    ],
)
def test_each_kind_of_evidence_lowers_the_confidence(worse, by):
    values = {name: getattr(GOOD, name) for name in GOOD.__dataclass_fields__}
    assert confidence(Evidence(**values | {worse: values[worse] + by})) < confidence(GOOD)


def test_what_everything_speaks_against_is_refused():
    assert confidence(Evidence(-45.0, -400.0, 0.7, 0.4, -1.3, 0.4)) < min(0.01, ACCEPTED)

"""What a sentence is, by learnt weights; what is looked at; objections in long lines."""

import pytest

from realtime.roleplay.scoring import learnt
from realtime.roleplay.scoring.features import Features
from realtime.roleplay.scoring.language_en import ENGLISH
from realtime.roleplay.scoring.language_pt import PORTUGUESE
from realtime.roleplay.scoring.learnt import Learnt
from realtime.roleplay.scoring.objections import objection_in, technique_in

TALK = "we have three vans and two people in the yard and on tuesday they load the boxes and go "
CONCEPTS = {"MONEY": "price* cash", "WOULD": "*ould"}


def features(text, hints=None, *, begins=0, mark=None):
    return Features(CONCEPTS).of(text.split(), hints or {}, begins=begins, mark=mark)


def test_the_label_with_most_weight_wins():
    task = Learnt(("one", "other"), {"a": (10, 0), "b": (0, 30)})
    assert task.judge(["a"]).label == "one"
    assert task.judge(["a", "b"]).label == "other"


def test_of_two_labels_with_the_same_weight_the_first_wins():
    assert Learnt(("one", "other"), {"a": (5, 5)}).judge(["a"]) == ("one", 0)


def test_who_knows_no_feature_says_the_first_label():
    assert Learnt(("one", "other"), {}).judge(["a"]) == ("one", 0)


def test_a_verdict_leads_by_more_the_clearer_it_is():
    task = Learnt(("one", "other"), {"a": (10, 0), "b": (50, 0)})
    assert task.judge(["b"]).lead > task.judge(["a"]).lead > 0


def test_what_was_written_is_read_again(tmp_path, monkeypatch):
    monkeypatch.setattr(learnt, "path_of", lambda code: tmp_path / code)
    text = learnt.written({"question": (("one", "other"), {"b c": (1, -2), "a": (3, 0)})})
    (tmp_path / "xx").write_text(text, encoding="utf-8")
    task = learnt.read("xx")["question"]
    assert task.labels == ["one", "other"] and task.judge(["b c"]).label == "one"


@pytest.mark.parametrize("language", [ENGLISH, PORTUGUESE], ids=["en", "pt-BR"])
def test_weights_of_a_language_are_small(language):
    assert learnt.path_of(language.code).stat().st_size < 450_000


def test_words_pairs_starts_and_ends_are_features():
    found = features("prices rise")
    assert {"prices", "price*", "*ces", "prices rise", "^ prices", "rise $"} <= found


def test_a_concept_stands_for_its_words_and_meets_others():
    found = features("would prices rise")
    assert {"MONEY", "WOULD", "MONEY+WOULD", "WOULD MONEY", "MONEY rise", "^ WOULD"} <= found


def test_a_sentence_begins_after_what_leads_in():
    assert "^ prices" in features("so prices rise", begins=1)


def test_hints_are_features_by_weight_and_the_heaviest_by_name():
    found = features("a", {"price": 5, "trust": 1})
    assert {"<price>1", "<price>4", "<trust>1", "<price>!"} <= found
    assert "<price>8" not in found and "<trust>!" not in found


def test_a_mark_is_a_feature_only_where_marks_are_looked_at():
    assert "MARK?" in features("a", mark="?")
    assert not any(name.startswith("MARK") for name in features("a"))


def test_an_objection_is_found_in_a_long_line():
    words = (TALK * 3 + "but honestly that is way too expensive for us " + TALK * 2).split()
    assert objection_in(words, ENGLISH) == "price"


def test_talk_however_long_is_no_objection():
    assert objection_in((TALK * 4).split(), ENGLISH) is None


def test_nothing_said_resists_and_treats_nothing():
    assert objection_in([], ENGLISH) is None
    assert technique_in([], ENGLISH) is None

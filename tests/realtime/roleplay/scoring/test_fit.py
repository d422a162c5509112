"""How sentences are learnt, on a handful of examples: bench/scoring_fit.py."""

from bench.scoring_fit import Example, Seen, fit, left_out, told_in, whole_weights
from realtime.roleplay.scoring.language_en import ENGLISH
from realtime.roleplay.scoring.learnt import Learnt

WORDS = {"price": ["dear", "cash"], "trust": ["proof", "promise"]}


def seen(*rows):
    return [Seen(frozenset(words.split()), label, 1.0, at) for at, (words, label) in rows]


def few():
    rows = [(f"{word} n{at}", label) for label in WORDS for word in WORDS[label] for at in range(4)]
    return seen(*enumerate(rows))


def objection(label, domain, text):
    return Example("objection", label, domain, text)


def test_what_was_learnt_is_said_of_what_shows_the_same():
    fitted = fit(few())
    task = Learnt(fitted.labels, whole_weights(fitted))
    assert {word: task.judge([word]).label for words in WORDS.values() for word in words} == {
        word: label for label, words in WORDS.items() for word in words
    }


def test_the_same_examples_give_the_same_weights():
    assert whole_weights(fit(few())) == whole_weights(fit(few()))


def test_what_one_example_alone_shows_isnt_learnt():
    assert "once" not in fit([*few(), *seen((99, ("dear once", "price")))]).places


def test_an_example_with_and_without_its_mark_is_one():
    twice = seen((99, ("dear once", "price")), (99, ("dear once", "price")))
    assert "once" not in fit([*few(), *twice]).places


def test_a_domain_is_read_by_what_was_learnt_in_others():
    said = {"price": "it is too expensive", "trust": "i do not believe a word"}
    examples = [
        objection(label, domain, text)
        for label, text in said.items()
        for domain in ("boats", "farms", "shops", "trains", "clinics")
    ]
    odd = [objection("trust", "mines", "expensive too it is")]
    pairs = left_out([*examples, *odd], ENGLISH)
    assert len(pairs) == len(examples) + 1
    assert [pair.text for pair in pairs if pair.label != pair.read] == [odd[0].text]


def test_what_a_buyer_tells_asks_nothing():
    told = told_in([objection("price", "boats", "It's dear."), objection("need", "boats", "why?")])
    assert [(each.task, each.label, each.text) for each in told] == [
        ("question", "statement", "It's dear.")
    ]

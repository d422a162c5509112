import pytest

from realtime.agents.local.definition import DefinitionError
from realtime.agents.local.examples import spoken_examples
from realtime.agents.local.grammar import compile_grammar, words_needed

from .agents import small

WORDS = "find show me a the apple red pear how much is it yes no please".split()
KNOWN = {word: ["AH"] for word in WORDS}
WITHOUT_PEAR = {word: ways for word, ways in KNOWN.items() if word != "pear"}


def test_grammar_keeps_the_templates_structure():
    grammar = compile_grammar(small(), KNOWN)
    assert "<slot_fruit> = (apple | red apple | pear);" in grammar.jsgf
    assert "<intent_find> = (find | show me) [a | the] <slot_fruit>;" in grammar.jsgf
    assert "public <turn> = [(please)] (<intent_find> | <intent_price>" in grammar.jsgf


def test_typed_phrases_are_not_listened_for():
    grammar = compile_grammar(
        small(('phrases = ["no"]', 'phrases = ["no"]\ntyped = ["nope"]')), KNOWN
    )
    assert "nope" not in grammar.jsgf


def test_words_needed_are_those_said():
    assert words_needed(small()) == set(WORDS)


def test_word_without_pronunciation_is_named_with_the_way_out():
    with pytest.raises(DefinitionError, match=r"'pear'.*\[pronunciations\].*ARPAbet"):
        compile_grammar(small(), WITHOUT_PEAR)


def test_pronunciation_table_gives_a_missing_word():
    agent = small(("[slots.fruit]", '[pronunciations]\npear = "P EH R"\n[slots.fruit]'))
    assert compile_grammar(agent, WITHOUT_PEAR).pronunciations["pear"] == ("P EH R",)


def test_words_of_the_dictionary_are_also_said_the_british_way():
    said = compile_grammar(small(), KNOWN | {"pear": ["P EH R"], "apple": ["AA P", "AO P"]})
    assert said.pronunciations["pear"] == ("P EH",)
    assert said.pronunciations["apple"] == ()


@pytest.mark.parametrize("phones", ["P EH QQ", " "])
def test_foreign_phone_is_refused(phones):
    agent = small(("[slots.fruit]", f'[pronunciations]\npear = "{phones}"\n[slots.fruit]'))
    with pytest.raises(DefinitionError, match=r"pronunciations\.pear.*is no phone"):
        compile_grammar(agent, KNOWN)


def test_forms_with_digits_are_for_typing():
    agent = small(("pear = []", 'pear = ["pear 2"]'))
    assert "2" not in compile_grammar(agent, KNOWN).jsgf.split("grammar agent;")[1]


def test_slot_that_cannot_be_said_is_refused():
    agent = small(('{ apple = ["red apple"], pear = [] }', "{ 12 = [] }"))
    with pytest.raises(DefinitionError, match=r"slots\.fruit.*without digits"):
        compile_grammar(agent, KNOWN)


def test_word_of_another_alphabet_is_refused():
    with pytest.raises(DefinitionError, match="can't be said"):
        compile_grammar(small(("show me", "\u0438\u0449\u0438")), KNOWN)


def test_examples_spread_over_templates_and_slot_values():
    assert [example.text for example in spoken_examples(small(), each=2)] == [
        "find a apple",
        "show me a red apple",
        "how much is it",
        "how much is the pear",
        "yes",
        "no",
    ]

import pytest

from realtime.agents.local.chat import Chat, chat


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("en-US", "pls, what's ur price", "please what is your price"),
        ("en", "I'm here, thx", "i am here thanks"),
        ("pt-BR", "qto é? vc tem?", "quanto e voce tem"),
        ("pt", "pfv, cadê meu pedido p/ hj", "por favor cade meu pedido para hoje"),
        ("tlh", "pls ur", "pls ur"),
    ],
)
def test_abbreviations_are_written_out(language, text, words):
    assert chat(language).words(text) == tuple(words.split())


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", ["headphones", "headphone"]), ("pt", ["entregariam", "entregando", "entrega"])],
)
def test_endings_leave_one_stem(language, words):
    assert len({chat(language).stem(word) for word in words}) == 1


def test_short_words_keep_their_ending():
    assert chat("en").stem("yes") == "yes"
    assert chat("pt").stem("oi") == "oi"


def test_sentences_end_at_marks_followed_by_space():
    assert Chat().sentences("One 1.5 two... three?! \n ...") == [
        [("one", "1", "5", "two")],
        [("three",)],
    ]


def test_clauses_end_at_lesser_marks():
    assert Chat().sentences("No, thanks - (two 1,5: three)? Four.") == [
        [("no",), ("thanks",), ("two", "1", "5"), ("three",)],
        [("four",)],
    ]


@pytest.mark.parametrize("language", ["en", "pt"])
def test_tables_hold_plain_words(language):
    for short, meant in chat(language).abbreviations.items():
        assert short and meant
        assert chat(language).words(" ".join(meant)) == meant, f"{short} is written out twice"


@pytest.mark.parametrize("language", ["en", "pt"])
def test_only_what_has_a_negator_is_exempt(language):
    negation = chat(language).negation
    assert not negation.forms & negation.exempt
    for form in negation.exempt:
        assert negation.words.intersection(form), form

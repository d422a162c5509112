from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from realtime.agents.base import NO_MATCH
from realtime.agents.local.examples import spoken_examples
from realtime.agents.local.understanding import Understanding

from .agents import shipped, small

ENGLISH = shipped("marketplace-en").understanding
PORTUGUESE = shipped("marketplace-pt-BR").understanding


@pytest.mark.parametrize("name", ["marketplace-en", "marketplace-pt-BR"])
def test_every_phrase_of_an_agent_is_understood_with_certainty(name):
    agent = shipped(name)
    for example in spoken_examples(agent.definition, each=50):
        read = agent.understanding.read(example.text)
        assert (read.intent, read.confidence) == (example.intent, 1.0), example


@pytest.mark.parametrize("name", ["marketplace-en", "marketplace-pt-BR"])
def test_every_typed_phrase_of_an_agent_is_understood_as_its_intent(name):
    agent = shipped(name)
    typed = {
        intent: replace(definition, phrases=definition.typed)
        for intent, definition in agent.definition.intents.items()
    }
    for example in spoken_examples(replace(agent.definition, intents=typed), each=20):
        assert agent.understanding.read(example.text).intent == example.intent, example


@pytest.mark.parametrize("name", ["marketplace-en", "marketplace-pt-BR"])
def test_every_sample_is_understood(name):
    agent = shipped(name)
    for sample in agent.definition.file.samples:
        assert agent.understanding.read(sample).confidence == 1.0, sample


@pytest.mark.parametrize(
    ("text", "intent", "slots"),
    [
        ("SHOW ME ELECTRONICS!!!", "search_product", {"category": "electronics"}),
        ("please could you show me the gadgets", "search_product", {"category": "electronics"}),
        ("find me a bagpipe", "search_product", {"product": "bagpipe"}),
        ("headphnes", "search_product", {"product": "headphones", "category": "electronics"}),
        ("price wireles mose", "product_price", {"product": "wireless mouse"}),
        ("wher is my ordr 1003", "order_status", {"order": "1003"}),
        ("delivery of the bike how long", "delivery", {"product": "bicycle"}),
        ("can i speak to a human being", "talk_to_person", {}),
        ("hi", "greeting", {}),
        ("thx, thank you", "thanks", {}),
    ],
)
def test_english_is_understood_as_people_write_it(text, intent, slots):
    read = ENGLISH.read(text)
    assert read.intent == intent
    assert slots.items() <= read.slots.items()


@pytest.mark.parametrize(
    ("text", "intent", "slots"),
    [
        ("Quero comprar um iPhone", "buscar_produto", {"product": "iPhone"}),
        ("quanto custa a camera", "consultar_preco", {"product": "câmera"}),
        ("Por favor, cade meu pedido 1002??", "status_pedido", {"order": "1002"}),
        ("quero comprar um violão de cordas", "buscar_produto", {"product": "violao de cordas"}),
        ("prazo de entrega da cafetera", "entrega", {"product": "cafeteira"}),
        ("nao obrigada", "nao", {}),
    ],
)
def test_portuguese_is_understood_as_people_write_it(text, intent, slots):
    read = PORTUGUESE.read(text)
    assert read.intent == intent
    assert slots.items() <= read.slots.items()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "?!",
        "asdf qwer",
        "tell me a joke",
        "what's the weather tomorrow",
        "i love you",
        "the a of",
    ],
)
def test_what_no_phrase_means_is_no_match(text):
    read = ENGLISH.read(text)
    assert read.intent == NO_MATCH
    assert read.confidence < 0.6


def test_confidence_falls_from_exact_over_typo_to_foreign_words():
    exact = ENGLISH.read("show me headphones").confidence
    polite = ENGLISH.read("show me headphones please").confidence
    typo = ENGLISH.read("show me headphnes").confidence
    foreign = ENGLISH.read("show me headphones yesterday tango").confidence
    assert 1.0 == exact >= polite > typo > foreign


def test_product_says_its_category_unless_another_is_said():
    assert ENGLISH.read("show me headphones").slots["category"] == "electronics"
    assert ENGLISH.read("books headphones").slots["category"] == "books"


def test_guessed_value_needs_a_phrase_with_its_slot():
    assert "product" not in ENGLISH.read("can i speak to a human being").slots


@pytest.mark.parametrize(
    ("understanding", "text", "slots"),
    [
        (ENGLISH, "the bike, how much would that be for me", {"product": "bicycle"}),
        (
            ENGLISH,
            "hello, do u have cofee machines in stock by any chance",
            {"product": "coffee maker"},
        ),
        (ENGLISH, "I liked the camera. How long does shipping take?", {"product": "camera"}),
        (ENGLISH, "1002 is my order, any news?", {"order": "1002"}),
        (ENGLISH, "I paid for order1003 a week ago! Where is it?", {"order": "1003"}),
        (ENGLISH, "gadgets, what have you got", {"category": "electronics"}),
        (PORTUGUESE, "o teclado sem fio, quanto tá saindo?", {"product": "teclado"}),
        (PORTUGUESE, "pro meu pedido 1002, alguma novidade?", {"order": "1002"}),
        (PORTUGUESE, "de livros, o que vcs têm aí?", {"category": "livros"}),
        (PORTUGUESE, "comprei ontem o 1003, cadê meu pedido?", {"order": "1003"}),
    ],
)
def test_slots_are_found_anywhere_in_the_text(understanding, text, slots):
    read = understanding.read(text)
    assert read.intent != NO_MATCH
    assert slots.items() <= read.slots.items()


def test_refused_text_still_says_what_it_names():
    read = ENGLISH.read("my camera fell into the swimming pool of the hotel")
    assert read.intent == NO_MATCH
    assert read.slots["product"] == "camera"


def test_synonyms_and_typed_phrases_are_not_heard():
    agent = shipped("marketplace-en")
    assert agent.grammar is not None
    for word in ("purchase", "parcel", "courier", "expensive"):
        assert ENGLISH.read(word).slots == {}
        assert word not in agent.grammar.jsgf


def test_phrase_is_exact_whatever_of_it_is_a_synonym():
    changes = ("[slots.fruit]", '[synonyms]\ncost = ["how much"]\n\n[slots.fruit]')
    agent = Understanding(small(changes))
    assert agent.read("how much is the apple").confidence == 1.0
    assert agent.read("the cost of the apple").intent == "price"


def test_only_so_much_of_a_text_is_read():
    assert ENGLISH.read("bla " * 40 + "show me headphones").slots == {}


def test_bare_says_that_only_values_were_said():
    assert ENGLISH.read("the headphones please").bare
    assert not ENGLISH.read("show headphones").bare


@pytest.mark.parametrize(
    ("understanding", "text"),
    [
        (ENGLISH, "I don't want to talk to a person"),
        (ENGLISH, "do not show me the lamp"),
        (ENGLISH, "don't track my order"),
        (ENGLISH, "can you cancel my order"),
        (PORTUGUESE, "não quero falar com atendente"),
        (PORTUGUESE, "acho que não quero comprar o iphone"),
        (PORTUGUESE, "como faço para devolver meu pedido"),
    ],
)
def test_what_is_not_wished_is_not_understood(understanding, text):
    assert understanding.read(text).intent == NO_MATCH


@pytest.mark.parametrize(
    ("understanding", "text", "intent", "slots"),
    [
        (ENGLISH, "I don't need help", "no", {}),
        (ENGLISH, "show me a phone, not the laptop", "search_product", {"product": "iPhone"}),
        (ENGLISH, "don't you have headphones?", "search_product", {"product": "headphones"}),
        (ENGLISH, "I can't track my order", "order_status", {}),
        (ENGLISH, "I do not want to talk to a robot", "talk_to_person", {}),
        (PORTUGUESE, "não preciso de ajuda", "nao", {}),
        (PORTUGUESE, "vocês não têm fone?", "buscar_produto", {"product": "fone de ouvido"}),
        (PORTUGUESE, "quero um celular, não um notebook", "buscar_produto", {"product": "iPhone"}),
        (PORTUGUESE, "não recebi meu pedido 1001", "status_pedido", {"order": "1001"}),
        (PORTUGUESE, "quero o mouse sem fio", "buscar_produto", {"product": "mouse sem fio"}),
    ],
)
def test_not_every_negator_negates_the_wish(understanding, text, intent, slots):
    read = understanding.read(text)
    assert read.intent == intent
    assert slots.items() <= read.slots.items()


def test_other_wishes_are_the_files():
    assert Understanding(small()).read("find me the apple").intent == "find"
    lost = Understanding(small(("polite = [", 'other_wishes = ["find me"]\npolite = [')))
    assert lost.read("find me the apple").intent == NO_MATCH
    assert lost.read("find me, please, show me the apple").intent == "find"


def test_longest_value_wins():
    agent = small(("pear = []", 'pear = ["apple pear"]'))
    assert Understanding(agent).read("find apple pear").slots == {"fruit": "pear"}


def test_words_of_a_phrase_are_no_value_there():
    assert PORTUGUESE.read("vocês entregam em casa").intent == "entrega"
    agent = small(('["yes"]', '["yes apple"]'))
    assert Understanding(agent).read("yes apple").intent == "yes"


def test_first_value_said_of_a_slot_is_kept():
    assert Understanding(small()).read("find pear apple").slots == {"fruit": "pear"}


def test_threshold_is_the_agents():
    strict = Understanding(small(("hears = true", "hears = true\nthreshold = 1.0")))
    assert strict.read("find aple").intent == NO_MATCH
    assert strict.read("find the apple").intent == "find"


@settings(max_examples=200, deadline=None)
@given(
    st.one_of(
        st.text(max_size=300),
        st.lists(
            st.sampled_from(
                "show me the find headphones price of 1002 please zzz how much is order".split()
            )
        ).map(" ".join),
    )
)
def test_any_text_is_read_without_raising(text):
    for understanding in (ENGLISH, PORTUGUESE):
        read = understanding.read(text)
        assert 0.0 <= read.confidence <= 1.0

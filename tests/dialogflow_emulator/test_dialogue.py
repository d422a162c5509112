"""What is understood when nobody wrote down what is."""

import pytest

from tests.dialogflow_emulator import dialogue

AGENT = "projects/p/locations/global/agents/a"


def turn(text, language="pt-BR"):
    return dialogue.answer(text, language=language, agent=AGENT)


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("procuro um violão", "violao"),
        ("Quero comprar a guitarra azul!", "guitarra azul"),
        ("queria procurar por uma câmera", "camera"),
        ("procuro", ""),
        ("search guitar", "guitar"),
        ("search for the red guitar", "red guitar"),
        ("I want to buy a piano", "piano"),
        ("I am looking for amplifiers", "amplifiers"),
    ],
)
def test_who_looks_for_something_has_it_searched(text, query):
    tool = turn(text).tool
    assert tool.action == "search_products" and tool.parameters == {"query": query}
    assert tool.name.startswith(f"{AGENT}/tools/")


@pytest.mark.parametrize("text", ["quero um atendente", "human agent, please", "Humano!"])
def test_who_wants_a_person_gets_one(text):
    assert turn(text).hands_over and turn(text).texts


@pytest.mark.parametrize("text", ["Tchau!", "até logo", "bye"])
def test_who_says_goodbye_ends_it(text):
    assert turn(text).ends


@pytest.mark.parametrize("text", ["Olá", "oi", "Hello!"])
def test_who_greets_is_greeted(text):
    assert turn(text).intent == "greeting" and turn(text).texts


@pytest.mark.parametrize("text", ["xyz", "história", "this is it"])
def test_anything_else_is_no_match(text):
    assert turn(text).intent is None and turn(text).texts


@pytest.mark.parametrize(("language", "word"), [("pt-BR", "procuro"), ("en-US", "search for")])
def test_it_answers_in_the_language_it_is_asked_for(language, word):
    assert word in turn("xyz", language).texts[0]


@pytest.mark.parametrize(
    ("result", "said"),
    [
        ({"count": 7.0, "products": [{}]}, "I found 7 products."),
        ({"products": [{}, {}]}, "I found 2 products."),
        ({"count": 1}, "I found one product."),
        ({"products": []}, "I found nothing like that."),
        ({}, "I found nothing like that."),
        ({"error": "search_products took too long"}, "Sorry, I could not search just now."),
    ],
)
def test_what_a_tool_found_is_told(result, said):
    told = dialogue.after_tool({"output_parameters": result}, language="en")
    assert told.texts == (said,)


def test_a_tool_that_failed_is_told():
    told = dialogue.after_tool({"error": {"message": "no"}}, language="pt-BR")
    assert told.texts == ("Desculpe, não consegui procurar agora.",)


async def test_a_search_goes_from_typing_to_its_result(emulator, client):
    final = await client.type("procuro um violão")
    call = final.query_result.response_messages[0].tool_call
    told = await client.give(call.tool, call.action, count=3)
    assert told.query_result.response_messages[0].text.text == ["Encontrei 3 produtos."]
    assert told.query_result.match.match_type.name == "PLAYBOOK"


async def test_what_is_spoken_is_always_heard_as_one_thing(emulator, client):
    talk, final = await client.turn()
    assert talk.segments == ["olá"] and final.query_result.match.intent.display_name == "greeting"
    emulator.hears = "tchau"
    talk, final = await client.turn()
    assert "end_interaction" in final.query_result.response_messages[-1]

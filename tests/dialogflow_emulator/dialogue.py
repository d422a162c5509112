"""A small marketplace, for whoever tries the adapter by hand: pt-BR and English, by keywords.

Just enough that each kind of answer can be had by typing: a reply, a tool, a person, the end, and
no match.
"""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from tests.dialogflow_emulator.turn import Tool, Turn

#: Resources have no speaking names; the action is what the tool is called.
TOOL_ID = "5f3c1e9a-6a1d-4f0e-9a5e-2d1b7c8e4f60"
SEARCH = "search_products"

_SEARCH = re.compile(
    r"\b(?:procuro|procurar|quero comprar|search(?: for)?|look(?:ing)? for|want to buy)\b\s*"
    r"(?:(?:por|pelo|pela|um|uma|o|a|the|an)\s+)*(?P<query>.*)"
)
_PERSON = re.compile(r"\b(?:atendente|humano|human|person)\b")
_BYE = re.compile(r"\b(?:tchau|ate logo|bye|goodbye)\b")
_HELLO = re.compile(r"\b(?:ola|oi|bom dia|boa tarde|boa noite|hello|hi)\b")

_SAYINGS = {
    "pt": {
        "hello": "Olá! Sou o assistente do marketplace. O que você procura?",
        "person": "Vou chamar um atendente. Um momento.",
        "bye": "Até logo!",
        "no match": "Desculpe, não entendi. Diga, por exemplo: procuro um violão.",
        "no input": "Não ouvi nada. Pode repetir?",
        "found": "Encontrei {count} produtos.",
        "found one": "Encontrei um produto.",
        "found none": "Não encontrei nada parecido.",
        "failed": "Desculpe, não consegui procurar agora.",
    },
    "en": {
        "hello": "Hello! I am the marketplace's assistant. What are you looking for?",
        "person": "I will call a person. One moment.",
        "bye": "Goodbye!",
        "no match": "Sorry, I didn't understand. Say, for example: search for a guitar.",
        "no input": "I heard nothing. Could you say that again?",
        "found": "I found {count} products.",
        "found one": "I found one product.",
        "found none": "I found nothing like that.",
        "failed": "Sorry, I could not search just now.",
    },
}


def answer(text: str, *, language: str, agent: str) -> Turn:
    """To what was said or typed; "" for nothing."""
    say = _sayings(language)
    plain = _plain(text)
    if not plain:
        return Turn(transcript="", texts=(say["no input"],))
    if _PERSON.search(plain):
        return Turn(
            transcript=text,
            intent="human_agent",
            texts=(say["person"],),
            hands_over={"reason": "asked", "text": text},
        )
    if _BYE.search(plain):
        return Turn(transcript=text, intent="goodbye", texts=(say["bye"],), ends=True)
    if found := _SEARCH.search(plain):
        tool = Tool(f"{agent}/tools/{TOOL_ID}", SEARCH, {"query": found["query"].strip()})
        return Turn(transcript=text, intent="search", confidence=0.92, tool=tool)
    if _HELLO.search(plain):
        return Turn(transcript=text, intent="greeting", texts=(say["hello"],))
    return Turn(transcript=text, confidence=0.3, texts=(say["no match"],))


def after_tool(result: Mapping[str, Any], *, language: str) -> Turn:
    """To a ToolCallResult: its tool, action, and output_parameters or error."""
    say = _sayings(language)
    found = result.get("output_parameters")
    if not isinstance(found, Mapping) or "error" in found:
        return Turn(texts=(say["failed"],), match="PLAYBOOK")
    count = _count(found)
    words = {0: "found none", 1: "found one"}.get(count, "found")
    return Turn(texts=(say[words].format(count=count),), match="PLAYBOOK")


def _count(found: Mapping[str, Any]) -> int:
    """What it says itself, else the length of its list."""
    if isinstance(found.get("count"), int | float):
        return int(found["count"])
    return next((len(each) for each in found.values() if isinstance(each, list)), 0)


def _sayings(language: str) -> dict[str, str]:
    return _SAYINGS["pt" if language.lower().startswith("pt") else "en"]


def _plain(text: str) -> str:
    """Small letters without their accents, nor the sentence's end."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    return "".join(each for each in bare if not unicodedata.combining(each)).strip(" .!?")

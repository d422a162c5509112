"""The labels of a judge that is no expert, but honest: all it quotes was said."""

import re
from typing import Any

_QUESTION = re.compile(r"[^.!?]*\?")
_KINDS = ("situation", "problem", "implication", "need_payoff")
_PRICE = re.compile(r"expensive|too much|caro", re.IGNORECASE)
_STEP = re.compile(r"[^.!?]*\b(?:thursday|tomorrow|quinta|amanhã)\b[^.!?]*", re.IGNORECASE)


def labels_of(asked: dict[str, Any]) -> dict[str, Any]:
    """Of the JSON a judge is given: every question's kind in turn, prices, and days."""
    lines = asked["lines"]
    own = [each for each in lines if each["who"] == "salesperson"]
    places = [
        {"line": each["line"], "quote": found.strip()}
        for each in own
        for found in _QUESTION.findall(each["text"])
    ]
    return {
        "questions": [
            {**place, "kind": _KINDS[at % len(_KINDS)]} for at, place in enumerate(places)
        ],
        "objections": [_objection(each, own) for each in lines if _objects(each)],
        "moments": [
            {"line": each["line"], "quote": found[0].strip(), "moment": "dated_next_step"}
            for each in own
            if (found := _STEP.search(each["text"]))
        ],
        "criteria": [{"criterion": each["criterion"], "shown": []} for each in asked["criteria"]],
        "highlights": [
            {**place, "comment": "Good to ask.", "type": "positive"} for place in places[:2]
        ],
        "strengths": ["The buyer was asked."],
        "improvements": ["Ask more."],
        "tips": ["Listen."],
    }


def _objects(line: dict[str, Any]) -> bool:
    return line["who"] == "buyer" and _PRICE.search(line["text"]) is not None


def _objection(line: dict[str, Any], own: list[dict[str, Any]]) -> dict[str, Any]:
    answer = next((each for each in own if each["line"] > line["line"]), None)
    return {
        "line": line["line"],
        "quote": line["text"],
        "type": "price",
        "response_line": answer and answer["line"],
        "response_quote": answer and answer["text"],
        "technique": "clarify" if answer and "?" in answer["text"] else "none",
        "feedback": "That was the moment to ask.",
    }

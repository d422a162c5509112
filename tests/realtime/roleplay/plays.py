"""A role play as somebody writes it, and others like it."""

from typing import Any

import msgspec

from realtime.roleplay.definition import Definition

PLAIN: dict[str, Any] = {
    "title": "A first call",
    "objective": "Find out what hurts.",
    "language": "en",
    "difficulty": "easy",
    "call_type": "discovery",
    "persona": {"name": "Ida", "role": "owner"},
    "company": {"name": "Ida's", "does": "Sells lamps.", "size": "four people"},
    "opening_line": "Yes?",
    "tone": "Short.",
    "objections": [{"type": "price", "wording": "That's a lot of money."}],
    "facts": [{"name": "volume", "asked_by": ["how many"], "answer": "Forty a week."}],
    "rubric": [
        {"criterion": "Asked for the problem", "weight": 60, "evidence": "asked_problem"},
        {"criterion": "Said hello", "weight": 40, "evidence": ["hello", "good morning"]},
    ],
}


def written(**changes):
    """PLAIN with other values."""
    return {**PLAIN, **changes}


def definition(**changes):
    return msgspec.convert(written(**changes), Definition)

"""Agents for the tests: the shipped ones, and a small one to change a key of."""

import tomllib
from functools import cache
from pathlib import Path

import msgspec

from realtime.agents.directory import SHIPPED
from realtime.agents.local.agent import LoadedAgent, load_agent
from realtime.agents.local.definition import AgentDefinition, define
from realtime.agents.local.files import AgentFile

SMALL = """
name = "shop"
title = "Shop"
language = "en"
voice = "en-us"
sample_voice = "en-us+f3"
hears = true
light_words = ["the", "a", "is", "me"]
polite = ["please"]

[slots.fruit]
open = true
values = { apple = ["red apple"], pear = [] }

[[intents]]
name = "find"
phrases = ["(find|show me) [a|the] {fruit}"]
typed = ["[the] {fruit}"]
replies = { default = ["Here is the {fruit}.", "The {fruit} again."] }
offers = { default = "price" }

[[intents]]
name = "price"
phrases = ["how much is (it|the {fruit})"]
requires = ["fruit"]
replies = { default = ["The {fruit} is cheap."], missing = ["Which fruit?"] }

[[intents]]
name = "yes"
answer = "yes"
phrases = ["yes"]
replies = { default = ["Fine."] }

[[intents]]
name = "no"
answer = "no"
phrases = ["no"]
replies = { default = ["All right."] }

[sayings]
no_match = ["Sorry?", "What?"]
tool_failed = ["I could not look."]
list_and = "and"
"""

CONSULTANTS = ("consultant-management-en", "consultant-sales-en", "consultant-technical-en")


@cache
def shipped(name: str) -> LoadedAgent:
    return load_agent(SHIPPED / f"{name}.toml")


def small(*changes: tuple[str, str]) -> AgentDefinition:
    """The small agent, each (old, new) of its text replaced."""
    return define(msgspec.convert(tomllib.loads(small_text(*changes)), AgentFile), None)


def small_text(*changes: tuple[str, str]) -> str:
    text = SMALL
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def write(folder: Path, text: str, name: str = "shop.toml") -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path

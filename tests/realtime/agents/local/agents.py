"""Agents for the tests: the shipped ones, and a small one to change a key of."""

import tomllib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from unittest import mock

import msgspec

from realtime.agents import directory
from realtime.agents.directory import SHIPPED
from realtime.agents.local.agent import LoadedAgent, load_agent, load_agents
from realtime.agents.local.definition import AgentDefinition, define
from realtime.agents.local.files import AgentFile, agent_paths

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


@contextmanager
def read_once() -> Iterator[None]:
    """Meanwhile all directories have the shipped agents of one reading, which takes 0.6 s."""
    with mock.patch.object(directory, "load_agents", _load_new):
        yield


def _load_new(paths: Iterable[Path]) -> list[LoadedAgent]:
    known, others = _all_shipped(), [*paths]
    read = load_agents(path for path in others if path not in known)
    new = {agent.path: agent for agent in read}
    return [(known | new)[path] for path in others]


@cache
def _all_shipped() -> dict[Path, LoadedAgent]:
    return {agent.path: agent for agent in load_agents(agent_paths(SHIPPED))}


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

"""What to do about what was understood, and what to say of the outcome; remembers a little.

Two steps a turn: `decide` turns an understood text into a plan (maybe with a tool to run), and
`conclude` turns the plan and the tool's result into the reply. Between turns it keeps the slot
values said last ("how much is it?"), the question it asked ("which product?"), the offer it made
("shall I ...?") and its last reply ("say that again"). Pure. Of two turns alive at once, since a
sound broke into an answer, one is dropped: a plan that is never concluded leaves question and offer
as they were, and of it only the values said are remembered.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

from realtime.agents.base import NO_MATCH, Json
from realtime.agents.local.definition import AgentDefinition
from realtime.agents.local.files import IntentTable
from realtime.agents.local.filling import enumerate_in_words, fill
from realtime.agents.local.understanding import Understood


@dataclass(frozen=True)
class Plan:
    """What to do in this turn."""

    #: What the user is told was understood.
    intent: str
    confidence: float
    #: Whose replies are used: the offered intent after a "yes". Empty for NO_MATCH.
    answered_as: str = ""
    slots: Mapping[str, str] | None = None
    tool: str = ""
    parameters: Mapping[str, Json] | None = None
    #: Set when a required slot is nowhere to be found.
    missing: bool = False


class _Memory(msgspec.Struct, frozen=True):
    """A conversation's memory, as it is kept."""

    remembered: dict[str, str] = {}
    asked_for: str | None = None
    offered: str | None = None
    #: The last reply that answered; empty for none, or for an agent that never repeats itself.
    reply: str = ""
    #: How often each intent's outcome was told.
    said: list[tuple[str, str, int]] = []


def _memory_of(plain: Json) -> _Memory:
    try:
        return msgspec.convert(plain or {}, _Memory)
    except msgspec.ValidationError:
        return _Memory()


class Dialogue:
    """One conversation's memory and decisions."""

    def __init__(self, agent: AgentDefinition, memory: Json = None) -> None:
        """`memory`: of a conversation to go on with. What the agent knows no more is forgotten."""
        self._agent = agent
        known = _memory_of(memory)
        self._remembered = {
            slot: value for slot, value in known.remembered.items() if slot in agent.slots
        }
        self._asked_for = known.asked_for if known.asked_for in agent.intents else None
        self._offered = known.offered if known.offered in agent.intents else None
        self._repeats = any(intent.table.repeats for intent in agent.intents.values())
        self._reply = known.reply if self._repeats else ""
        self._said = {(intent, outcome): times for intent, outcome, times in known.said}

    @property
    def memory(self) -> Json:
        """All that is remembered, as plain JSON."""
        said = [(intent, outcome, times) for (intent, outcome), times in self._said.items()]
        memory = _Memory(dict(self._remembered), self._asked_for, self._offered, self._reply, said)
        plain: Json = msgspec.to_builtins(memory)
        return plain

    def decide(self, understood: Understood) -> Plan:
        """The plan for this turn."""
        if understood.intent == NO_MATCH:
            self._remembered.update(understood.slots)
            return Plan(NO_MATCH, understood.confidence, slots=understood.slots)
        intent = self._agent.intents[understood.intent].table
        if understood.bare and understood.slots and self._asked_for is not None:
            asked = self._agent.intents[self._asked_for].table
            if any(slot in understood.slots for slot in asked.requires):
                intent = asked
        answered_as = intent
        if intent.answer == "yes" and self._offered is not None:
            answered_as = self._agent.intents[self._offered].table
        return self._plan(understood, intent.name, answered_as)

    def conclude(self, plan: Plan, result: Json) -> str:
        """The reply, given the result of the plan's tool (None without one)."""
        sayings = self._agent.file.sayings
        if plan.intent == NO_MATCH:
            return self._not_understood(plan.slots or {})
        if self._reply and self._agent.intents[plan.answered_as].table.repeats:
            # Question and offer stay open: they were just said again.
            return self._reply
        self._asked_for = self._offered = None
        if isinstance(result, dict) and "error" in result:
            return self._next_variant(plan.answered_as, "error", sayings.tool_failed)
        table = self._agent.intents[plan.answered_as].table
        outcome = self._outcome(table, plan, result)
        if plan.missing:
            self._asked_for = table.name
        self._offered = table.offers.get(outcome)
        values: dict[str, Json] = dict(plan.slots or {})
        if isinstance(result, dict):
            values.update(self._sayable(table, result))
            self._remember_from(result)
        reply = fill(self._next_variant(table.name, outcome, table.replies[outcome]), values)
        if self._repeats:
            self._reply = reply
        return reply

    def _not_understood(self, named: Mapping[str, str]) -> str:
        """What can be asked: about what the text names, if it names anything."""
        sayings = self._agent.file.sayings
        for slot, variants in sayings.about.items():
            if slot in named:
                return fill(self._next_variant(NO_MATCH, slot, variants), dict(named))
        return self._next_variant(NO_MATCH, "", sayings.no_match)

    def _plan(self, understood: Understood, intent: str, table: IntentTable) -> Plan:
        slots = dict(understood.slots)
        for slot in (*table.recalls, *table.requires):
            if slot not in slots and slot in self._remembered:
                slots[slot] = self._remembered[slot]
        self._remembered.update(slots)
        if any(slot not in slots for slot in table.requires):
            return Plan(intent, understood.confidence, table.name, slots, missing=True)
        parameters: dict[str, Json] = {
            name: fill(pattern, {slot: slots.get(slot, "") for slot in self._agent.slots})
            for name, pattern in table.parameters.items()
        }
        return Plan(intent, understood.confidence, table.name, slots, table.tool, parameters)

    def _outcome(self, table: IntentTable, plan: Plan, result: Json) -> str:
        if plan.missing:
            return "missing"
        outcome = result.get("outcome") if isinstance(result, dict) else None
        return outcome if isinstance(outcome, str) and outcome in table.replies else "default"

    def _sayable(self, table: IntentTable, result: Mapping[str, Json]) -> dict[str, Json]:
        """The result's fields, lists told element by element."""
        said: dict[str, Json] = {}
        for name, value in result.items():
            if isinstance(value, list) and name in table.each:
                parts = [fill(table.each[name], e) for e in value if isinstance(e, dict)]
                joint = self._agent.file.sayings.list_and
                said[name] = enumerate_in_words(parts, last_joint=joint)
            elif not isinstance(value, list | dict):
                said[name] = value
        return said

    def _remember_from(self, result: Mapping[str, Json]) -> None:
        """A tool may say what "it" is from now on: the only product a search found."""
        for slot in self._agent.slots:
            value = result.get(slot)
            if isinstance(value, str) and value:
                self._remembered[slot] = value

    def _next_variant(self, intent: str, outcome: str, variants: tuple[str, ...]) -> str:
        """One after another, so a question asked twice isn't answered in the same words."""
        turn = self._said.get((intent, outcome), 0)
        self._said[intent, outcome] = turn + 1
        return variants[turn % len(variants)]

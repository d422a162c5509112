"""An agent as its file means it: phrases parsed, slots filled, every reference checked.

Built from what files.py read; understanding, grammar, dialogue and tools all work from it. Pure.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

from realtime.agents.base import NO_MATCH
from realtime.agents.local import templates
from realtime.agents.local.catalogue import Catalogue, CatalogueError, CatalogueFile, in_language
from realtime.agents.local.chat import chat
from realtime.agents.local.files import AgentFile, IntentTable, SlotTable
from realtime.agents.local.filling import places
from realtime.agents.local.templates import Expansion, Sequence, SlotMark, TemplateError

#: Phrases one template may stand for.
MAX_EXPANSIONS = 1_000
#: Phrases all of an agent's templates may stand for, those alike but for light words counted once.
#: Each may be scored for a typed turn, between two frames of everybody's audio: with so many,
#: reading the worst of texts, 40 words that are a part of each phrase, was measured to take 8 ms.
#: The shipped agents have 644 and 805.
MAX_PHRASES = 1_500


#: How a text is cut to words where it is read: abbreviations written out.
Cut = Callable[[str], tuple[str, ...]]


class DefinitionError(ValueError):
    """Raised when an agent file says something that can't be meant: at which key, and why."""

    def __init__(self, key: str, reason: str) -> None:
        super().__init__(f"{key}: {reason}")
        self.key = key
        self.reason = reason


@dataclass(frozen=True)
class SlotValue:
    value: str
    #: The ways to say or write it, the value's own name first.
    forms: tuple[str, ...]
    #: Values of other slots that follow from this one: a product's category.
    implies: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Slot:
    values: tuple[SlotValue, ...]
    open: bool


@dataclass(frozen=True)
class IntentDefinition:
    table: IntentTable
    #: What can be said, and what besides can be typed.
    phrases: tuple[Sequence, ...]
    typed: tuple[Sequence, ...]


@dataclass(frozen=True)
class AgentDefinition:
    file: AgentFile
    catalogue: Catalogue | None
    slots: Mapping[str, Slot]
    intents: Mapping[str, IntentDefinition]


def define(file: AgentFile, catalogue_file: CatalogueFile | None) -> AgentDefinition:
    """The agent `file` means, or DefinitionError."""
    try:
        catalogue = None if catalogue_file is None else in_language(catalogue_file, file.language)
    except CatalogueError as error:
        raise DefinitionError("catalogue", str(error)) from None
    slots = {
        name: Slot(tuple(_slot_values(f"slots.{name}", table, catalogue)), table.open)
        for name, table in file.slots.items()
    }
    # The same words stand in many phrases; kept no longer than the agent takes to be defined.
    cut = cache(chat(file.language).words)
    for name, slot in slots.items():
        _check_forms(f"slots.{name}", slot, cut)
    intents: dict[str, IntentDefinition] = {}
    _check_synonyms(file.synonyms, slots, cut)
    for wish in file.other_wishes:
        if not cut(wish):
            raise DefinitionError("other_wishes", f"{wish!r} has no words")
    for table in file.intents:
        if table.name in intents or table.name == NO_MATCH:
            raise DefinitionError(f"intents.{table.name}", "is a name already taken")
        intents[table.name] = IntentDefinition(
            table,
            _phrases(f"intents.{table.name}.phrases", table.phrases, slots, cut),
            _phrases(f"intents.{table.name}.typed", table.typed, slots, cut),
        )
    _check_phrases(file, intents, cut)
    for table in file.intents:
        _check_intent(table, slots, intents)
    for named, texts in file.sayings.about.items():
        if named not in slots or any(set(places(text)) - {named} for text in texts):
            raise DefinitionError(f"sayings.about.{named}", "may name a slot, and only this one")
    if not file.hears and not file.sayings.deaf:
        raise DefinitionError("sayings.deaf", "is needed where hears is false")
    return AgentDefinition(file, catalogue, slots, intents)


def _slot_values(key: str, table: SlotTable, catalogue: Catalogue | None) -> Iterator[SlotValue]:
    for value, synonyms in table.values.items():
        yield SlotValue(value, (value, *synonyms))
    if not table.source:
        return
    if catalogue is None:
        raise DefinitionError(f"{key}.from", "needs the agent to name a catalogue")
    match table.source:
        case "products":
            for product in catalogue.products:
                forms = (product.name, *product.synonyms)
                yield SlotValue(product.name, forms, {"category": product.category})
        case "categories":
            for category in catalogue.categories:
                yield SlotValue(category.name, (category.name, *category.synonyms))
        case "orders":
            for order in catalogue.orders:
                yield SlotValue(order.id, (order.id, *order.spoken))


def _check_forms(key: str, slot: Slot, cut: Cut) -> None:
    """Two values that are said alike could never be told apart."""
    if not slot.values:
        raise DefinitionError(key, "has no values")
    owner: dict[tuple[str, ...], str] = {}
    for value in slot.values:
        for form in value.forms:
            words = cut(form)
            if not words:
                raise DefinitionError(key, f"{form!r} has no words")
            if owner.setdefault(words, value.value) != value.value:
                raise DefinitionError(
                    key, f"{form!r} is said for {owner[words]!r} and for {value.value!r}"
                )


def _check_synonyms(
    synonyms: Mapping[str, tuple[str, ...]], slots: Mapping[str, Slot], cut: Cut
) -> None:
    """What is read as two words, or as a word that is itself read as another, has no meaning."""
    heads: dict[tuple[str, ...], str] = {}
    owner: dict[tuple[str, ...], str] = {}
    for head in synonyms:
        if (alike := heads.setdefault(cut(head), head)) != head:
            raise DefinitionError(f"synonyms.{head}", f"is written as {alike!r} is")
    values = {
        cut(form): f"slots.{name}"
        for name, slot in slots.items()
        for value in slot.values
        for form in value.forms
    }
    for head, every in synonyms.items():
        for synonym in every:
            words = cut(synonym)
            if not words or not cut(head):
                raise DefinitionError(f"synonyms.{head}", f"{synonym!r} has no words")
            # "yeah" is read as its own head already, by the language's abbreviations.
            if heads.get(words, head) != head:
                raise DefinitionError(
                    f"synonyms.{head}",
                    f"{synonym!r} has synonyms of its own, as {heads[words]!r}",
                )
            if owner.setdefault(words, head) != head:
                raise DefinitionError(
                    f"synonyms.{head}", f"{synonym!r} is read as {owner[words]!r} already"
                )
            if words in values:
                raise DefinitionError(
                    f"synonyms.{head}", f"{synonym!r} is said for a value of {values[words]}"
                )


def _phrases(
    key: str, written: tuple[str, ...], slots: Mapping[str, Slot], cut: Cut
) -> tuple[Sequence, ...]:
    parsed = []
    for template in written:
        try:
            phrase = templates.parse(template)
        except TemplateError as error:
            raise DefinitionError(key, str(error)) from None
        for leaf in templates.leaves(phrase):
            if isinstance(leaf, SlotMark) and leaf.slot not in slots:
                raise DefinitionError(key, f"{template!r} has an unknown slot {leaf.slot!r}")
        if templates.count(phrase) > MAX_EXPANSIONS:
            raise DefinitionError(
                key, f"{template!r} stands for more than {MAX_EXPANSIONS} phrases; split it"
            )
        if any(_is_mute(expansion, cut) for expansion in templates.expand(phrase)):
            raise DefinitionError(key, f"{template!r} has no words, or an alternative has none")
        parsed.append(phrase)
    return tuple(parsed)


def _check_phrases(file: AgentFile, intents: Mapping[str, IntentDefinition], cut: Cut) -> None:
    """More phrases than can be scored while others talk are refused, before all are made."""
    light = {word for text in (*file.light_words, *file.polite) for word in cut(text)}
    distinct: set[tuple[str, frozenset[str], frozenset[str]]] = set()
    for name, intent in intents.items():
        for phrase in (*intent.phrases, *intent.typed):
            for expansion in templates.expand(phrase):
                slots = frozenset(part.slot for part in expansion if isinstance(part, SlotMark))
                texts = (part.text for part in expansion if not isinstance(part, SlotMark))
                words = frozenset(word for text in texts for word in cut(text))
                distinct.add((name, words - light or (frozenset() if slots else words), slots))
            if len(distinct) > MAX_PHRASES:
                raise DefinitionError(
                    "intents",
                    f"stand for more than {MAX_PHRASES} phrases together, light words aside; "
                    f"intents.{name} is one too many: write fewer alternatives beside each "
                    "other, or make them `synonyms` of one word",
                )


def _is_mute(expansion: Expansion, cut: Cut) -> bool:
    """Whether something is written, but nothing that could ever be found: "🙂"."""
    return bool(expansion) and not any(
        isinstance(part, SlotMark) or cut(part.text) for part in expansion
    )


def _check_intent(
    table: IntentTable, slots: Mapping[str, Slot], intents: Mapping[str, IntentDefinition]
) -> None:
    key = f"intents.{table.name}"
    if "default" not in table.replies:
        raise DefinitionError(f"{key}.replies", "needs a `default`")
    if table.requires and "missing" not in table.replies:
        raise DefinitionError(
            f"{key}.replies", "needs a `missing`, since the intent requires slots"
        )
    for place, named in (("recalls", table.recalls), ("requires", table.requires)):
        for slot in named:
            if slot not in slots:
                raise DefinitionError(f"{key}.{place}", f"names an unknown slot {slot!r}")
    for offered in table.offers.values():
        if offered not in intents:
            raise DefinitionError(f"{key}.offers", f"names an unknown intent {offered!r}")
    if table.parameters and not table.tool:
        raise DefinitionError(f"{key}.parameters", "are given, but no tool")
    for name, pattern in table.parameters.items():
        for slot in places(pattern):
            if slot not in slots:
                raise DefinitionError(f"{key}.parameters.{name}", f"names an unknown slot {slot!r}")

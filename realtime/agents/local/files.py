"""Agent files: the shape of the TOML, and loading it with its catalogue.

Read once, before the server listens: this module does blocking I/O. What is wrong is told by file,
key and reason. The meaning of what is loaded (slots filled, references checked) is definition.py's.
"""

import tomllib
from pathlib import Path
from typing import Annotated, Literal, TypeVar

import msgspec

from realtime.agents.local.catalogue import CatalogueFile

Text = Annotated[str, msgspec.Meta(min_length=1)]
Texts = Annotated[tuple[Text, ...], msgspec.Meta(min_length=1)]
Key = Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z0-9_]*$")]


class BadAgentFile(ValueError):
    """Raised when an agent file can't be used: which file, which key, and why."""

    def __init__(self, path: Path, key: str, reason: str) -> None:
        super().__init__(f"{path}: {key}: {reason}")


class SlotTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"source": "from"}):
    """Where a slot's values come from: the catalogue, or written here with their synonyms."""

    source: Literal["", "products", "categories", "orders"] = ""
    values: dict[Text, tuple[Text, ...]] = {}
    #: Whether a word nobody listed may fill it, when typed: "find a bagpipe".
    open: bool = False


class IntentTable(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: Key
    phrases: Texts
    #: What is said, by the tool's outcome; `default` without a tool or for any other outcome,
    #: `missing` when a required slot is nowhere to be found.
    replies: dict[Key, Texts]
    #: Phrases understood only when typed. By ear the shortest ("hi", "the lamp") fit nearly any
    #: noise of their length, and take the place of what was said.
    typed: tuple[Text, ...] = ()
    #: An answer to what the agent offered, rather than a wish of its own.
    answer: Literal["", "yes", "no"] = ""
    #: Gives way to any other intent beside it, and counts for nothing there: a greeting, thanks,
    #: "can you help me".
    yields: bool = False
    #: Says once more what was said last; its own replies are for when nothing was.
    repeats: bool = False
    #: Slots taken from what was said before when they are not in the phrase.
    recalls: tuple[Key, ...] = ()
    #: Slots it can't do without, recalled too; `missing` is said when even that fails.
    requires: tuple[Key, ...] = ()
    tool: str = ""
    #: The tool's parameters; `{slot}` stands for the slot's value, "" if it has none.
    parameters: dict[Key, str] = {}
    #: How one element of a list in the tool's result is said.
    each: dict[Key, Text] = {}
    #: The intent that a "yes" after this reply means, by the tool's outcome.
    offers: dict[Key, Key] = {}


class Sayings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What an agent says when no intent answers."""

    no_match: Texts
    tool_failed: Texts
    #: The joint before the last element of a list: "a, b and c".
    list_and: Text
    #: By slot, instead of `no_match` where the text names a value of it: what can be asked of that.
    about: dict[Key, Texts] = {}
    #: For an agent that doesn't hear: what a spoken turn is told.
    deaf: str = ""


class AgentFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    name: Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]*$")]
    title: Text
    #: BCP 47; also the language asked of the catalogue.
    language: Text
    #: espeak-ng voices: of the replies, and of the samples (a caller shouldn't sound like it).
    voice: Text
    sample_voice: Text
    hears: bool
    #: Least confidence at which a turn counts as understood: the probability that its intent is
    #: the right one (confidence.py), so 0.6 acts where three in five such turns are right.
    #: Whether a spoken turn was said at all is judged before, by the recogniser.
    threshold: Annotated[float, msgspec.Meta(gt=0, le=1)] = 0.6
    #: The module whose `make_tools` gives the tools; empty for an agent without any.
    tools: str = ""
    #: A file beside this one; empty for none.
    catalogue: str = ""
    samples: tuple[Text, ...] = ()
    #: Words that carry little meaning: left out or added, they hardly change what is understood.
    light_words: tuple[Text, ...] = ()
    #: Words, or groups of words, read as others: `buy = ["purchase", "get myself"]`. In typed text
    #: only; the recogniser hears the phrases as they are written.
    synonyms: dict[Text, tuple[Text, ...]] = {}
    #: What else people may wish of such an agent, that no intent of it is: `cancel my`. Nothing
    #: that follows in its clause is understood as one. In typed text only.
    other_wishes: tuple[Text, ...] = ()
    #: What may be said before or after any phrase.
    polite: tuple[Text, ...] = ()
    #: Words that the recogniser's dictionary lacks, or says otherwise, as ARPAbet phones. They are
    #: added to the ways a word is said, never replace one, and count for all agents of the server:
    #: their grammars share a dictionary.
    pronunciations: dict[Text, Text] = {}
    slots: dict[Key, SlotTable] = {}
    intents: Annotated[tuple[IntentTable, ...], msgspec.Meta(min_length=1)]
    sayings: Sayings


T = TypeVar("T")


def read_agent_file(path: Path) -> tuple[AgentFile, CatalogueFile | None]:
    """What `path` and the catalogue it names hold, or BadAgentFile."""
    agent = _read(path, AgentFile)
    if not agent.catalogue:
        return agent, None
    if Path(agent.catalogue).name != agent.catalogue:
        raise BadAgentFile(path, "catalogue", "must name a file in the same folder")
    return agent, _read(path.with_name(agent.catalogue), CatalogueFile)


def agent_paths(folder: Path) -> list[Path]:
    """The agent files of `folder`: every TOML that isn't a catalogue, by name."""
    if not folder.is_dir():
        raise BadAgentFile(folder, "agents_dir", "is not a folder")
    return [path for path in sorted(folder.glob("*.toml")) if not path.stem.endswith("products")]


def _read(path: Path, shape: type[T]) -> T:
    try:
        return msgspec.convert(tomllib.loads(path.read_text("utf-8")), shape)
    except OSError as error:
        raise BadAgentFile(path, "file", error.strerror or "can't be read") from None
    except UnicodeDecodeError:
        raise BadAgentFile(path, "file", "is not UTF-8 text") from None
    except tomllib.TOMLDecodeError as error:
        raise BadAgentFile(path, "file", f"is not TOML: {error}") from None
    except msgspec.ValidationError as error:
        reason, _, key = str(error).partition(" - at `$.")
        raise BadAgentFile(path, key.rstrip("`") or "top level", reason) from None

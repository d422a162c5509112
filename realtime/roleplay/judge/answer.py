"""What a judge is asked to answer: labels, each with the words it is about.

The types are the schema that is sent with each request, and what the answer is decoded with. The
schema keeps to what every endpoint enforces: all keys required, no other keys, null for what may be
missing, no limits of length or number (verified.py has those), no references. Pure.
"""

from typing import Any, Literal

import msgspec

from realtime.roleplay.definition import ObjectionType, Technique
from realtime.roleplay.scoring.labels import Moment
from realtime.roleplay.scoring.questions import Kind

SCHEMA_NAME = "sales_call_labels"


class Place(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    line: int
    quote: str


class QuestionLabel(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    line: int
    quote: str
    kind: Kind


class ObjectionLabel(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Treated is what has a technique: two labels for one thing could contradict each other."""

    line: int
    quote: str
    type: ObjectionType
    response_line: int | None
    response_quote: str | None
    technique: Literal[Technique, "none"]
    feedback: str


class MomentLabel(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    line: int
    quote: str
    moment: Moment


class CriterionLabel(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where it is shown: whether that is enough to meet it is counted, not judged."""

    criterion: int
    shown: list[Place]


class HighlightLabel(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    line: int
    quote: str
    comment: str
    type: Literal["positive", "negative", "suggestion"]


class Answer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    questions: list[QuestionLabel]
    objections: list[ObjectionLabel]
    moments: list[MomentLabel]
    criteria: list[CriterionLabel]
    highlights: list[HighlightLabel]
    strengths: list[str]
    improvements: list[str]
    tips: list[str]


def _schema() -> dict[str, Any]:
    _, parts = msgspec.json.schema_components([Answer], ref_template="{name}")
    schema: dict[str, Any] = _plain(parts["Answer"], parts)
    return schema


def _plain(node: Any, parts: dict[str, Any]) -> Any:
    """References written out, titles and comments left out, the type of each enum told."""
    if isinstance(node, list):
        return [_plain(each, parts) for each in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        return _plain(parts[node["$ref"]], parts)
    if "enum" in node:
        return {"type": "string", "enum": node["enum"]}
    kept = {key: value for key, value in node.items() if key not in ("title", "description")}
    if "properties" in kept:
        named = {name: _plain(each, parts) for name, each in kept.pop("properties").items()}
        return {**kept, "properties": named}
    return {key: _plain(value, parts) for key, value in kept.items()}


SCHEMA = _schema()

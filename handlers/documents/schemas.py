"""JSON schemas of the wire's types, for the documents.

msgspec writes them; what it can't know is added: which fields of an answer are always there, what
the comments beside the fields say, and patterns as JavaScript reads them.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from sys import modules
from typing import Any, get_args, get_origin

import msgspec
from msgspec.inspect import DataclassType, StructType, multi_type_info

Schema = dict[str, Any]

_REF = "#/components/schemas/{name}"
_ALPHANUMERIC = r"0-9A-Za-z\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u024F"
_class_of = re.compile(r"^class (\w+)\b(.*?)(?=^\S|\Z)", re.MULTILINE | re.DOTALL)
_field_of = re.compile(r"((?:^    #: .*\n)+)^    (\w+):", re.MULTILINE)


class Schemas:
    """Those of types, by type; what they are made of is in `components`, by name."""

    def __init__(self, *, sent: Iterable[Any], answered: Iterable[Any]) -> None:
        """`sent`: what clients may leave out, they may; `answered`: nothing is left out."""
        sent, answered = list(dict.fromkeys(sent)), list(dict.fromkeys(answered))
        types = list(dict.fromkeys([*sent, *answered]))
        schemas, components = msgspec.json.schema_components(types, ref_template=_REF)
        titled = {component["title"]: component for component in components.values()}
        is_sent = {_title(each.cls) for each in _structs(sent)}
        for struct in _structs(types):
            title = _title(struct.cls)
            _describe(titled[title], struct.cls)
            if title not in is_sent:
                titled[title]["required"] = _always_there(struct)
        self._schemas = dict(zip(types, map(_clean, schemas), strict=True))
        self.components: dict[str, Schema] = {
            name.strip("_"): _clean(component) for name, component in components.items()
        }

    def of(self, type_: Any) -> Schema:
        """`type_`: a type that was given, or several of which it may be any."""
        if isinstance(type_, tuple):
            return {"anyOf": [self._schemas[each] for each in type_]}
        found: Schema = self._schemas[type_]
        return found


def _structs(types: Iterable[Any]) -> Iterator[StructType | DataclassType]:
    """All that types are made of, each once."""
    waiting: list[Any] = list(multi_type_info(list(types)))
    seen = set()
    while waiting:
        node = waiting.pop()
        if isinstance(node, StructType | DataclassType):
            if node.cls in seen:
                continue
            seen.add(node.cls)
            yield node
            waiting += [field.type for field in node.fields]
            continue
        for name in ("type", "item_type", "key_type", "value_type"):
            waiting += [getattr(node, name)] if hasattr(node, name) else []
        waiting += [*getattr(node, "types", ()), *getattr(node, "item_types", ())]


def _title(cls: Any) -> str:
    """As msgspec has it: Items[Said]."""
    arguments = ", ".join(_title(each) for each in get_args(cls))
    return f"{get_origin(cls).__name__}[{arguments}]" if arguments else cls.__name__


def _always_there(struct: StructType | DataclassType) -> list[str]:
    if isinstance(struct, DataclassType):
        return [field.encode_name for field in struct.fields]
    origin = get_origin(struct.cls) or struct.cls
    omits_defaults = origin.__struct_config__.omit_defaults
    names = [
        field.encode_name
        for field in msgspec.structs.fields(struct.cls)
        if field.required or not (omits_defaults or field.default is msgspec.UNSET)
    ]
    return names if struct.tag_field is None else [struct.tag_field, *names]


def _describe(component: Schema, cls: Any) -> None:
    names = {field: component["properties"].get(name) for field, name in _names(cls).items()}
    for field, text in _comments(get_origin(cls) or cls).items():
        if names.get(field) is not None:
            names[field]["description"] = text


def _names(cls: Any) -> dict[str, str]:
    """A field's name on the wire."""
    if hasattr(cls, "__dataclass_fields__"):
        return {name: name for name in cls.__dataclass_fields__}
    return {field.name: field.encode_name for field in msgspec.structs.fields(cls)}


@cache
def _comments(cls: type) -> Mapping[str, str]:
    """What is written above the fields of a class, and of those it is made from."""
    found: dict[str, str] = {}
    for base in reversed(cls.__mro__):
        source = _classes(base.__module__).get(base.__name__, "")
        for comment, field in _field_of.findall(source):
            found[field] = " ".join(line.strip()[3:] for line in comment.splitlines())
    return found


@cache
def _classes(module: str) -> Mapping[str, str]:
    """The sources of a module's classes, by name."""
    file = getattr(modules[module], "__file__", None)
    if file is None or not file.endswith(".py"):
        return {}
    return dict(_class_of.findall(Path(file).read_text(encoding="utf-8")))


def _clean(node: Any) -> Any:
    """What msgspec wrote, with plain names and patterns for everybody."""
    if isinstance(node, list):
        return [_clean(each) for each in node]
    if not isinstance(node, dict):
        return node
    cleaned = {key: _clean(value) for key, value in node.items() if not _is_title(key, value)}
    if isinstance(node.get("$ref"), str):
        cleaned["$ref"] = "/".join(part.strip("_") for part in node["$ref"].split("/"))
    if isinstance(node.get("pattern"), str):
        cleaned["pattern"] = portable(node["pattern"])
    return cleaned


def _is_title(key: str, value: Any) -> bool:
    """The keyword, not a property of that name."""
    return key == "title" and isinstance(value, str)


def portable(pattern: str) -> str:
    r"""A pattern of Python's as everybody reads it, ECMA-262 above all: no \Z, and \w as far as
    Latin letters go, for some know no others and some know them by other names."""
    pattern = pattern.replace(r"\Z", "$").replace(r"[^\W_]", f"[{_ALPHANUMERIC}]")
    return pattern.replace(r"\w", f"{_ALPHANUMERIC}_")

"""All settings, told from their declarations: a commented file to begin from, the READMEs' table.

python -m reference README.md README.pt-BR.md      write the table anew between its two marks
"""

import ast
import dataclasses
import inspect
import json
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, NamedTuple, get_args, get_origin, get_type_hints

import msgspec

from settings import Settings

_BEGIN, _END = "<!-- settings: made by python -m reference -->", "<!-- end of settings -->"
_WIDTH = 96


class Setting(NamedTuple):
    section: str
    name: str
    default: Any
    #: In words, bounds included; empty where the default says it.
    values: str
    what: str

    @property
    def told(self) -> str:
        return self.what + (f" ({self.values})" if self.values else "")


def every_setting() -> Iterator[Setting]:
    for section in dataclasses.fields(Settings):
        kind = type(getattr(Settings(), section.name))
        types = get_type_hints(kind, include_extras=True)
        docs = _docstrings(kind)
        for field in dataclasses.fields(kind):
            default = getattr(kind(), field.name)
            yield Setting(
                section.name, field.name, default, _values(types[field.name]), docs[field.name]
            )


def commented() -> str:
    """A settings file in which nothing is set: each default after what it does."""
    lines = ["# Every setting, at its default. Take away the # of what you change.", ""]
    section = ""
    for setting in every_setting():
        if setting.section != section:
            section = setting.section
            lines += [f"[{section}]", ""]
        lines += textwrap.wrap(setting.told, _WIDTH, initial_indent="# ", subsequent_indent="# ")
        lines += [f"#{setting.name} = {_toml(setting.default)}".rstrip(), ""]
    return "\n".join(lines)


def table() -> str:
    rows = ["| setting | default | what it does |", "|---|---|---|"]
    for setting in every_setting():
        default = _toml(setting.default)
        shown = f"`{default}`" if 0 < len(default) < 40 else "" if not default else "see there"
        rows.append(
            f"| `{setting.section}.{setting.name}` | {shown} | {setting.told} |".replace("\n", " ")
        )
    return "\n".join(rows)


def with_table(text: str) -> str:
    """`text` with the table as it is now between its marks."""
    before, _, rest = text.partition(_BEGIN)
    _, _, after = rest.partition(_END)
    return f"{before}{_BEGIN}\n\n{table()}\n\n{_END}{after}"


def _docstrings(kind: type) -> dict[str, str]:
    """The text after each field of a class."""
    [tree] = ast.parse(textwrap.dedent(inspect.getsource(kind))).body
    assert isinstance(tree, ast.ClassDef)
    docs = {}
    for field, doc in zip(tree.body, tree.body[1:], strict=False):
        if isinstance(field, ast.AnnAssign) and isinstance(doc, ast.Expr):
            assert isinstance(field.target, ast.Name) and isinstance(doc.value, ast.Constant)
            docs[field.target.id] = " ".join(str(doc.value.value).split())
    return docs


def _values(type_: Any) -> str:
    if get_origin(type_) is Literal:
        return " or ".join(map(str, get_args(type_)))
    for meta in getattr(type_, "__metadata__", ()):
        if isinstance(meta, msgspec.Meta) and meta.ge is not None and meta.le is not None:
            return f"{_number(meta.ge)} to {_number(meta.le)}"
        if isinstance(meta, msgspec.Meta) and meta.ge is not None:
            return f"{_number(meta.ge)} or more"
    return ""


def _number(value: float) -> str:
    return f"{value:,}".removesuffix(".0")


def _toml(value: Any) -> str:
    """Of what settings are made of."""
    value = msgspec.to_builtins(value, enc_hook=str)
    if value is None:
        return ""
    if isinstance(value, dict):
        inner = ", ".join(f"{json.dumps(key)} = {_toml(each)}" for key, each in value.items())
        return f"{{ {inner} }}" if inner else "{}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_toml, value))}]"
    return json.dumps(value, ensure_ascii=False)


if __name__ == "__main__":
    for name in sys.argv[1:]:
        path = Path(name)
        path.write_text(with_table(path.read_text(encoding="utf-8")), encoding="utf-8")

"""Role-play files: the TOML, read and checked.

Read once, before the server listens: this module does blocking I/O. What is wrong is told by file,
key and reason. A file holds what definition.py declares and the role play's id. Ids of files are
below those that are given to what is written through REST, so a file that a deployment adds later
is never in the way of a record.
"""

import tomllib
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

import msgspec

from realtime.roleplay.definition import Definition
from state.contract import FIRST_WRITTEN_ROLE_PLAY

SHIPPED = Path(__file__).parent / "shipped"


class BadRolePlayFile(ValueError):
    """Raised when a role-play file can't be used: which file, which key, and why."""

    def __init__(self, path: Path, key: str, reason: str) -> None:
        super().__init__(f"{path}: {key}: {reason}")


class _File(Definition, frozen=True, kw_only=True):
    id: Annotated[int, msgspec.Meta(ge=1, lt=FIRST_WRITTEN_ROLE_PLAY)]


def read_files(files_dir: Path | None, *, agents: Collection[str]) -> dict[int, Definition]:
    """The shipped role plays and those of a deployment's folder, by id; `agents` can be buyers.

    Raises BadRolePlayFile.
    """
    shipped = _folder(SHIPPED, agents)
    return shipped if files_dir is None else {**shipped, **_folder(files_dir, agents)}


def _folder(folder: Path, agents: Collection[str]) -> dict[int, Definition]:
    if not folder.is_dir():
        raise BadRolePlayFile(folder, "files_dir", "is not a folder")
    found: dict[int, Definition] = {}
    for path in sorted(folder.glob("*.toml")):
        id, definition = _read(path)
        if id in found:
            raise BadRolePlayFile(path, "id", f"{id} is taken by another file of the folder")
        if definition.agent and definition.agent not in agents:
            there = ", ".join(agents)
            raise BadRolePlayFile(
                path, "agent", f"there is no agent {definition.agent!r}; there are: {there}"
            )
        found[id] = definition
    return found


def _read(path: Path) -> tuple[int, Definition]:
    try:
        written = tomllib.loads(path.read_text("utf-8"))
        file = msgspec.convert(written, _File)
    except OSError as error:
        raise BadRolePlayFile(path, "file", error.strerror or "can't be read") from None
    except UnicodeDecodeError:
        raise BadRolePlayFile(path, "file", "is not UTF-8 text") from None
    except tomllib.TOMLDecodeError as error:
        raise BadRolePlayFile(path, "file", f"is not TOML: {error}") from None
    except msgspec.ValidationError as error:
        raise BadRolePlayFile(path, *_place(str(error))) from None
    known = msgspec.to_builtins(file)
    for key in _unknown(written, known):
        raise BadRolePlayFile(path, key, "there is no such key")
    del known["id"]
    return file.id, msgspec.convert(known, Definition)


def _place(error: str) -> tuple[str, str]:
    """The key that an error of msgspec's, or of the definition's own, is about, and the rest."""
    reason, _, key = error.removesuffix(" - at `$`").partition(" - at `$.")
    if key:
        return key.rstrip("`"), reason
    key, _, rest = reason.partition(": ")
    return (key, rest) if rest else ("top level", reason)


def _unknown(written: Any, known: Any, path: str = "") -> Iterator[str]:
    """Keys that nothing reads; a key that is misspelt mustn't pass for one that isn't there."""
    if isinstance(written, Mapping) and isinstance(known, Mapping):
        for key, value in written.items():
            here = f"{path}.{key}" if path else key
            if key not in known:
                yield here
            else:
                yield from _unknown(value, known[key], here)
    elif isinstance(written, list):
        for at, (value, read) in enumerate(zip(written, known, strict=True)):
            yield from _unknown(value, read, f"{path}[{at}]")

"""All settings, read once at start: `vivavoz.toml`, then `VIVAVOZ_<SECTION>_<FIELD>` on top.

Each subsystem declares its own; this module only gathers, converts and checks them. A wrong or
unknown key stops the start with an error that names it. Secrets come from here or the environment,
never from the command line, where every user of the machine can read them.
"""

import dataclasses
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from handlers.access import AccessSettings
from realtime.agents.local.settings import LocalSettings
from realtime.voice.settings import VoiceSettings

FILE = "vivavoz.toml"
_PREFIX = "VIVAVOZ_"


class BadSettings(Exception):
    """Raised when a setting is unknown or its value won't do; the text names the key."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    access: AccessSettings = field(default_factory=AccessSettings)
    voice: VoiceSettings = field(default_factory=VoiceSettings)
    local: LocalSettings = field(default_factory=LocalSettings)


def load(file: Path | None, environment: Mapping[str, str]) -> Settings:
    """The settings in `file` (None: in FILE, if it is there) and in `environment`.

    Raises BadSettings.
    """
    values = _read(file)
    sections = {section.name: section for section in dataclasses.fields(Settings)}
    for name in values.keys() - sections.keys():
        raise BadSettings(f"[{name}]: no such section; there are {', '.join(sections)}")
    _overlay(values, sections, environment)
    return Settings(**{name: _section(name, values.get(name, {})) for name in sections})


def _read(file: Path | None) -> dict[str, Any]:
    path = Path(FILE) if file is None else file
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        if file is None:
            return {}
        raise BadSettings(f"{path}: no such file") from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadSettings(f"{path}: {error}") from error


def _overlay(
    values: dict[str, Any], sections: Mapping[str, Any], environment: Mapping[str, str]
) -> None:
    for variable, value in environment.items():
        if not variable.startswith(_PREFIX):
            continue
        section, _, name = variable.removeprefix(_PREFIX).lower().partition("_")
        if section not in sections:
            raise BadSettings(f"{variable}: no such setting; it would be VIVAVOZ_<SECTION>_<FIELD>")
        values.setdefault(section, {})[name] = value


def _section(name: str, values: Any) -> Any:
    kind = type(getattr(Settings(), name))
    if not isinstance(values, dict):
        raise BadSettings(f"{name}: must be a section: [{name}]")
    known = {option.name: option for option in dataclasses.fields(kind)}
    for key in values.keys() - known.keys():
        raise BadSettings(f"{name}.{key}: no such setting; there are {', '.join(known)}")
    for key, value in values.items():
        if isinstance(value, str) and known[key].type != "str" and _is_list(known[key].type):
            values = {**values, key: [part.strip() for part in value.split(",") if part.strip()]}
    try:
        return msgspec.convert(values, kind, strict=False)
    except msgspec.ValidationError as error:
        raise BadSettings(f"[{name}] {error}") from error


def _is_list(kind: Any) -> bool:
    return str(kind).startswith("tuple")

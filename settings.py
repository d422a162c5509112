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
from typing import Any, Literal, get_args, get_origin, get_type_hints

import msgspec

from handlers.access import AccessSettings
from handlers.drain import DrainSettings
from handlers.limits.limits import LimitsSettings
from logs import LogsSettings
from realtime.agents.dialogflow.settings import DialogflowSettings
from realtime.agents.local.settings import LocalSettings
from realtime.avatars.settings import (
    AvatarsSettings,
    HeyGenStreamingSettings,
    LiveAvatarSettings,
)
from realtime.consultation.settings import ConsultationSettings
from realtime.conversations.settings import ConversationsSettings
from realtime.roleplay.judge.settings import JudgeSettings
from realtime.roleplay.settings import RolePlaySettings
from realtime.voice.settings import VoiceSettings
from state.settings import StateSettings

FILE = "vivavoz.toml"
_PREFIX = "VIVAVOZ_"


class BadSettings(Exception):
    """Raised when a setting is unknown or its value won't do; the text names the key."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    access: AccessSettings = field(default_factory=AccessSettings)
    limits: LimitsSettings = field(default_factory=LimitsSettings)
    voice: VoiceSettings = field(default_factory=VoiceSettings)
    local: LocalSettings = field(default_factory=LocalSettings)
    dialogflow: DialogflowSettings = field(default_factory=DialogflowSettings)
    avatars: AvatarsSettings = field(default_factory=AvatarsSettings)
    liveavatar: LiveAvatarSettings = field(default_factory=LiveAvatarSettings)
    heygen_streaming: HeyGenStreamingSettings = field(default_factory=HeyGenStreamingSettings)
    consultation: ConsultationSettings = field(default_factory=ConsultationSettings)
    conversations: ConversationsSettings = field(default_factory=ConversationsSettings)
    roleplay: RolePlaySettings = field(default_factory=RolePlaySettings)
    judge: JudgeSettings = field(default_factory=JudgeSettings)
    state: StateSettings = field(default_factory=StateSettings)
    drain: DrainSettings = field(default_factory=DrainSettings)
    logs: LogsSettings = field(default_factory=LogsSettings)


def load(file: Path | None, environment: Mapping[str, str]) -> Settings:
    """The settings in `file` (None: in FILE, if it is there) and in `environment`.

    Raises BadSettings.
    """
    kinds = get_type_hints(Settings)
    values = _from_file(file, kinds)
    for variable, value in environment.items():
        if variable.startswith(_PREFIX):
            section, key = _place(variable, kinds)
            values.setdefault(section, {})[key] = value
    sections = {name: _section(name, kinds[name], values.get(name, {})) for name in kinds}
    settings = Settings(**sections)
    provider = settings.avatars.provider
    if provider != "local" and not getattr(settings, provider).api_key:
        raise BadSettings(
            f"avatars.provider is {provider}, which needs the vendor's key:"
            f" set {_PREFIX}{provider.upper()}_API_KEY"
        )
    return settings


def _from_file(file: Path | None, kinds: Mapping[str, type]) -> dict[str, Any]:
    path = Path(FILE) if file is None else file
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        if file is None:
            return {}
        raise BadSettings(f"{path}: no such file") from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadSettings(f"{path}: {error}") from error
    for name, section in values.items():
        if name not in kinds:
            raise BadSettings(f"{path}: {name}: no such section; there are {', '.join(kinds)}")
        if not isinstance(section, dict):
            raise BadSettings(f"{path}: {name}: must be a section: [{name}]")
    return values


def _place(variable: str, kinds: Mapping[str, type]) -> tuple[str, str]:
    name = variable.removeprefix(_PREFIX).lower()
    for section in kinds:
        if name.startswith(f"{section}_"):
            return section, name.removeprefix(f"{section}_")
    raise BadSettings(f"{variable}: no such section; there are {', '.join(kinds)}")


def _section(name: str, kind: type, values: Mapping[str, Any]) -> Any:
    types = get_type_hints(kind, include_extras=True)
    for key in values.keys() - types.keys():
        raise BadSettings(f"{name}.{key}: no such setting; there are {', '.join(types)}")
    converted = {}
    for key, value in values.items():
        try:
            converted[key] = _convert(value, types[key])
        except (msgspec.DecodeError, ValueError) as error:
            raise BadSettings(f"{name}.{key}: {error}") from error
    try:
        return dataclasses.replace(kind(), **converted)
    except ValueError as error:
        raise BadSettings(f"{name}: {error}") from error


def _convert(value: Any, type_: Any) -> Any:
    if get_origin(type_) is Literal and value not in get_args(type_):
        raise ValueError(f"must be one of {', '.join(get_args(type_))}, not {value!r}")
    if isinstance(value, str) and get_origin(type_) is tuple:
        value = [part.strip() for part in value.split(",") if part.strip()]
    if isinstance(value, str) and get_origin(type_) is dict:
        value = msgspec.json.decode(value)
    return msgspec.convert(value, type_, strict=False, dec_hook=_decode)


def _decode(type_: type, value: Any) -> Any:
    if type_ is Path and isinstance(value, str):
        return Path(value)
    raise ValueError(f"can't be {value!r}")

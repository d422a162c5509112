"""What LiveAvatar takes of the bodies it is sent, and the words in which it refuses the rest."""

import uuid
from typing import Any

from tests.heygen_fake.asked import Refused
from tests.heygen_fake.faults import LiveAvatarFaults

SANDBOX_AVATAR = "dd73ea75-1218-4ef3-92ce-606d5f7fbc0a"

_CHOICES: dict[tuple[str, ...], tuple[str, ...]] = {
    ("mode",): ("FULL", "LITE"),
    ("interactivity_type",): ("CONVERSATIONAL", "PUSH_TO_TALK"),
    ("video_settings", "quality"): ("very_high", "high", "medium", "low"),
    ("video_settings", "encoding"): ("VP8", "H264"),
}
_UUIDS: tuple[tuple[str, ...], ...] = (
    ("avatar_id",),
    ("llm_configuration_id",),
    ("avatar_persona", "voice_id"),
    ("avatar_persona", "context_id"),
)
MOST_VARIABLES = 50
MOST_NAME = 64
MOST_VALUE = 1000


def judge_token(body: dict[str, Any]) -> None:
    """Raises Refused."""
    if "avatar_id" not in body:
        raise _unprocessable("Field required", "avatar_id")
    for path in _UUIDS:
        value = _at(body, path)
        if value is not None and not _is_uuid(value):
            raise _unprocessable("Input should be a valid UUID", *path, type="uuid_parsing")
    for path, choices in _CHOICES.items():
        value = _at(body, path)
        if value is not None and value not in choices:
            wanted = " or ".join(f"'{each}'" for each in choices)
            raise _unprocessable(f"Input should be {wanted}", *path, type="enum")
    persona = body.get("avatar_persona")
    if body.get("mode", "FULL") == "FULL" and not isinstance(persona, dict):
        words = "Provide exactly one of avatar_persona or voice_agent"
        raise _unprocessable(f"Value error, {words}", type="value_error")
    limit = body.get("max_session_duration")
    if limit is not None and (not isinstance(limit, int) or isinstance(limit, bool) or limit < 1):
        raise _unprocessable(
            "Input should be a valid integer", "max_session_duration", type="int_parsing"
        )
    _judge_variables(body.get("dynamic_variables"))


def _judge_variables(variables: Any) -> None:
    if variables is None:
        return
    if not isinstance(variables, dict) or len(variables) > MOST_VARIABLES:
        raise _unprocessable("Too many variables", "dynamic_variables", type="too_long")
    for name, value in variables.items():
        if len(name) > MOST_NAME or not isinstance(value, str) or len(value) > MOST_VALUE:
            raise _unprocessable("Bad variable", "dynamic_variables", type="string_too_long")


def judge_context(body: dict[str, Any]) -> None:
    """Raises Refused."""
    for name in ("name", "prompt", "opening_text"):
        if not isinstance(body.get(name), str):
            raise _unprocessable("Field required", name)


def _unprocessable(message: str, *where: str, type: str = "missing") -> Refused:
    return Refused(LiveAvatarFaults.unprocessable(message, *where, type=type))


def _at(body: Any, path: tuple[str, ...]) -> Any:
    for name in path:
        body = body.get(name) if isinstance(body, dict) else None
    return body


def _is_uuid(value: Any) -> bool:
    try:
        uuid.UUID(value)
    except (ValueError, AttributeError, TypeError):
        return False
    return True

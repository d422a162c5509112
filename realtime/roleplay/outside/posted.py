"""A finished call as a webhook brings it, in the shape of ElevenLabs' post-call webhooks.

There `agent` is the buyer and `user` the salesperson. Of each line it is known when it began, not
when it ended: nothing is made up, so what needs both is measured of such a call only as far as its
words go. Pure; for a thread, since a body may be long.
"""

import re
import uuid
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from realtime.roleplay.records import NOBODY, EndedBy
from realtime.voice.records import SessionRecord, Utterance
from realtime.voice.transcripts import transcript_of
from state.contract import (
    MAX_CONTENT_CHARACTERS,
    MOST_WEBHOOK_CHARACTERS,
    MOST_WEBHOOK_LINES,
    ROLE_PLAY_CHANNEL,
    WEBHOOK_SECONDS,
)
from state.errors import InvalidBody

#: The name space of the ids of calls.
_CALLS = uuid.UUID("0d3c1f0a-54f8-4b0e-8f0a-6a7f6f0f2b51")
_TRANSCRIPTION = "post_call_transcription"
_LONGEST_ID = 200
_LONGEST_NAME = 100
_LONGEST_CALL_S = 86_400.0
#: The year 9999 ends then; no calendar goes on.
_LATEST = 253_402_300_799
_FARTHEST = 2**63 - 1

_is_id = re.compile(r"[1-9][0-9]{0,17}", re.ASCII).fullmatch
_is_too_long = re.compile(r"max\w*[ _-].*duration|duration.*(limit|exceed)|time[ _-]?limit").search
_is_lost = re.compile(r"\b1006\b").search  # a socket that broke without a word
#: Who is named first did it.
_who = re.compile(r"(client|user|caller|customer|remote)|(agent|assistant|end_call)").search

Id = Annotated[str, Meta(min_length=1, max_length=_LONGEST_ID)]
Seconds = Annotated[float, Meta(ge=0, le=_LONGEST_CALL_S)]
Time = Annotated[float, Meta(ge=0, le=_LATEST)]
Variable = bool | int | float | str | None


class _Said(msgspec.Struct, frozen=True, gc=False):
    role: Literal["user", "agent"]
    time_in_call_secs: Seconds
    message: str | None = None
    source_medium: str | None = None


class _Metadata(msgspec.Struct, frozen=True, gc=False):
    start_time_unix_secs: Time
    call_duration_secs: Seconds = 0.0
    termination_reason: str | None = None


class _Variables(msgspec.Struct, frozen=True, gc=False):
    """Whatever the caller's page gave the call along; most of it isn't ours."""

    case_setup_id: Variable = None
    role_play_id: Variable = None
    user_id: Variable = None
    user_name: Variable = None


class _Client(msgspec.Struct, frozen=True, gc=False):
    dynamic_variables: _Variables | None = None


class _Data(msgspec.Struct, frozen=True, gc=False):
    agent_id: Annotated[str, Meta(max_length=_LONGEST_ID)]
    conversation_id: Id
    transcript: Annotated[list[_Said], Meta(max_length=MOST_WEBHOOK_LINES)]
    metadata: _Metadata
    user_id: Variable = None
    conversation_initiation_client_data: _Client | None = None


class _Event(msgspec.Struct, frozen=True, gc=False):
    type: str


class _Transcription(msgspec.Struct, frozen=True, gc=False):
    data: _Data


class PostedCall(msgspec.Struct, frozen=True):
    """A call that is over. `transcript`: as the archive keeps it."""

    id: str
    #: Empty: none is named.
    agent_id: str
    #: None: it is the agent's.
    role_play_id: int | None
    user: str | int
    user_name: str
    began_at: float
    ended_at: float
    ended_by: EndedBy
    transcript: bytes


_event = msgspec.json.Decoder(_Event).decode
_transcription = msgspec.json.Decoder(_Transcription).decode


def read(body: bytes, *, now: float) -> PostedCall | None:
    """None: it isn't about a call's transcript. Raises InvalidBody."""
    # Before memory is taken for them. A tool's result may have the words, too.
    if body.count(b'"time_in_call_secs"') > 2 * MOST_WEBHOOK_LINES:
        raise InvalidBody(f"transcript: at most {MOST_WEBHOOK_LINES} lines")
    try:
        if _event(body).type != _TRANSCRIPTION:
            return None
        data = _transcription(body).data
    except msgspec.ValidationError as error:
        raise InvalidBody(str(error)) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InvalidBody(f"the body isn't JSON: {error}") from error
    began_at, ended_at = data.metadata.start_time_unix_secs, _ended_at(data)
    if ended_at > now + WEBHOOK_SECONDS:
        raise InvalidBody("metadata: this call ends in the future")
    client = data.conversation_initiation_client_data or _Client()
    given = client.dynamic_variables or _Variables()
    named = _role_play_id("case_setup_id", given.case_setup_id)
    call_id, user = str(uuid.uuid5(_CALLS, data.conversation_id)), _user(given, data)
    return PostedCall(
        id=call_id,
        agent_id=data.agent_id,
        role_play_id=named or _role_play_id("role_play_id", given.role_play_id),
        user=user,
        user_name=_name(given.user_name),
        began_at=began_at,
        ended_at=ended_at,
        ended_by=_ended_by(data.metadata.termination_reason or ""),
        transcript=_transcript(call_id, user, data),
    )


def _ended_at(data: _Data) -> float:
    last = max((each.time_in_call_secs for each in data.transcript), default=0.0)
    return data.metadata.start_time_unix_secs + max(data.metadata.call_duration_secs, last)


def _transcript(call_id: str, user: str | int, data: _Data) -> bytes:
    """Raises InvalidBody."""
    began_at = data.metadata.start_time_unix_secs
    record = SessionRecord(
        id=call_id,
        user=None if user == NOBODY else user,
        agent=data.agent_id,
        opened_at=began_at,
        channel=ROLE_PLAY_CHANNEL,
    )
    said: list[Utterance] = []
    texts = [(each.message or "").strip()[:MAX_CONTENT_CHARACTERS] for each in data.transcript]
    if sum(map(len, texts)) > MOST_WEBHOOK_CHARACTERS:
        raise InvalidBody(f"transcript: at most {MOST_WEBHOOK_CHARACTERS} characters in all")
    for each, text in zip(data.transcript, texts, strict=True):
        if text:  # an agent that only used a tool has said nothing
            at = began_at + each.time_in_call_secs
            said.append(
                Utterance(
                    session_id=call_id,
                    turn=len(said) + 1,
                    role="user" if each.role == "user" else "assistant",
                    text=text,
                    at=at,
                    began_at=at,
                    is_typed=each.role == "user" and each.source_medium == "text",
                )
            )
    return transcript_of(record, said)


def _whole(value: Variable) -> Variable:
    """Of senders whose numbers all have a point."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _role_play_id(name: str, value: Variable) -> int | None:
    """Raises InvalidBody."""
    number = _whole(value)
    if number is None or number == "":
        return None
    if isinstance(number, bool) or not _is_id(str(number)):
        raise InvalidBody(f"dynamic_variables: {name}: the id of a role play, a number")
    return int(number)


def _user(given: _Variables, data: _Data) -> str | int:
    """As it is given: 7 and "7" are two users of whoever makes the tokens. Raises InvalidBody."""
    user = next(
        (_whole(each) for each in (given.user_id, data.user_id) if each not in (None, "")), NOBODY
    )
    if isinstance(user, str) and len(user) <= _LONGEST_ID:
        return user
    if isinstance(user, int) and not isinstance(user, bool) and abs(user) <= _FARTHEST:
        return user
    raise InvalidBody(f"user_id: a number, or a text of at most {_LONGEST_ID} characters")


def _name(value: Variable) -> str:
    """For show alone: one that won't do is none."""
    if not isinstance(value, str) or not value.isprintable():
        return ""
    return value.strip()[:_LONGEST_NAME]


def _ended_by(reason: str) -> EndedBy:
    """The sender's words are free."""
    reason = reason[:_LONGEST_ID].lower()
    if _is_too_long(reason):
        return "time_limit"
    who = _who(reason)
    if who is None:
        return "unknown"
    if who[2]:
        return "buyer"
    return "dropped" if _is_lost(reason) else "salesperson"

"""What can go wrong with a call, as data: met by the next call that it fits, by it alone.

`calls` of a fault are the methods that it may befall. A turn whose call a fault ended before
anything was sent of it is still to come: whoever tries again gets it.
"""

import asyncio
from dataclasses import dataclass

from tests.dialogflow_emulator.tone import riff, tone

STREAM = "StreamingDetectIntent"
DETECT = "DetectIntent"
SERVER_STREAM = "ServerStreamingDetectIntent"
ANY = (STREAM, DETECT, SERVER_STREAM)

AUDIO_TIMEOUT = (
    "While calling Cloud Speech API: Audio Timeout Error: Long duration elapsed without audio. "
    "Audio should be sent close to real time."
)
QUOTA = (
    "Quota exceeded for quota metric 'Sessions streaming requests' and limit 'Sessions streaming "
    "requests per minute' of service 'dialogflow.googleapis.com' for consumer 'project_number:1'."
)


@dataclass(frozen=True)
class Abort:
    """Ends with that status once `after_messages` were read (0: before it reads); None: after the
    half-close, before any transcript. Of a call with one message: before its answer."""

    code: str = "UNAVAILABLE"
    details: str = "The service is currently unavailable."
    after_messages: int | None = None
    calls: tuple[str, ...] = ANY


@dataclass(frozen=True)
class Silence:
    """Answers nothing once the client has half-closed; at most what it heard."""

    transcribes: bool = False
    calls: tuple[str, ...] = ANY


@dataclass(frozen=True)
class NeverRead:
    """Takes the call, and reads nothing of it."""

    calls: tuple[str, ...] = (STREAM,)


@dataclass(frozen=True)
class EndOkWithoutFinal:
    """After the half-close: what was heard, and then OK with no result."""

    transcribes: bool = True
    calls: tuple[str, ...] = (STREAM, SERVER_STREAM)


@dataclass(frozen=True)
class EndOkBeforeHalfClose:
    """OK while the client still writes, once so many bytes of audio came; with a FINAL or not."""

    after_bytes: int = 8000
    final: bool = False
    calls: tuple[str, ...] = (STREAM,)


@dataclass(frozen=True)
class NoAudio:
    """OUT_OF_RANGE when no audio comes for so long, and nobody half-closed."""

    seconds: float = 10.0
    calls: tuple[str, ...] = (STREAM,)


@dataclass(frozen=True)
class AudioLimit:
    """OUT_OF_RANGE once more audio came than so many seconds, by its bytes."""

    seconds: float = 60.0
    calls: tuple[str, ...] = (STREAM,)


@dataclass(frozen=True)
class QuotaAtOpen:
    """RESOURCE_EXHAUSTED before it reads."""

    details: str = QUOTA
    calls: tuple[str, ...] = ANY


@dataclass(frozen=True)
class Latency:
    """Waits, for the gate or so long, before `stage`, and then all is well.

    Stages: open (before it reads), transcript (before the final segments), answer (before the first
    response), final (before the FINAL).
    """

    stage: str = "answer"
    seconds: float = 0.0
    gate: asyncio.Event | None = None
    calls: tuple[str, ...] = ANY


@dataclass(frozen=True)
class GoAway:
    """The whole server stops, with every call on it, once so many messages were read; None: after
    the half-close. It listens again at once unless `is_for_good`."""

    after_messages: int | None = 2
    is_for_good: bool = False
    calls: tuple[str, ...] = ANY


@dataclass(frozen=True)
class Garbage:
    """The output_audio is that."""

    audio: bytes = b"\x00\x01 nothing that anybody would call a sound \xff"
    calls: tuple[str, ...] = ANY


@dataclass(frozen=True)
class CutAfterPartial:
    """In mid-answer: the status follows the first PARTIAL (of one without any: half its text)."""

    code: str = "UNAVAILABLE"
    details: str = "Stream removed"
    calls: tuple[str, ...] = (STREAM, SERVER_STREAM)


Fault = (
    Abort
    | Silence
    | NeverRead
    | EndOkWithoutFinal
    | EndOkBeforeHalfClose
    | NoAudio
    | AudioLimit
    | QuotaAtOpen
    | Latency
    | GoAway
    | Garbage
    | CutAfterPartial
)

#: By name, for the command line and for parametrised tests (`ids=FAULTS`).
FAULTS: dict[str, Fault] = {
    "unavailable": Abort(),
    "unavailable-at-open": Abort(after_messages=0),
    "unavailable-mid-stream": Abort(after_messages=3),
    "internal": Abort("INTERNAL", "Internal error encountered."),
    "unknown": Abort("UNKNOWN", "Unknown error."),
    "aborted-mid-stream": Abort("ABORTED", "Max duration of 5 minutes reached for stream", 3),
    "deadline": Abort("DEADLINE_EXCEEDED", "Deadline expired before operation could complete."),
    "cancelled": Abort("CANCELLED", "The operation was cancelled."),
    "not-found": Abort(
        "NOT_FOUND",
        "com.google.apps.framework.request.NotFoundException: No DesignTimeAgent found.",
        1,
    ),
    "denied": Abort(
        "PERMISSION_DENIED",
        "IAM permission 'dialogflow.sessions.streamingDetectIntent' on the agent denied.",
        0,
    ),
    "unauthenticated": Abort(
        "UNAUTHENTICATED", "Request had invalid authentication credentials.", 0
    ),
    "invalid": Abort("INVALID_ARGUMENT", "Request contains an invalid argument.", 1),
    "precondition": Abort("FAILED_PRECONDITION", "The agent has no published version.", 1),
    "unimplemented": Abort("UNIMPLEMENTED", "Operation is not implemented.", 0),
    "quota": QuotaAtOpen(),
    "out-of-range-mid-stream": Abort("OUT_OF_RANGE", AUDIO_TIMEOUT, 3),
    "no-audio": NoAudio(),
    "audio-limit": AudioLimit(),
    "silence": Silence(),
    "silence-after-transcript": Silence(transcribes=True),
    "never-read": NeverRead(),
    "no-final": EndOkWithoutFinal(),
    "ends-early": EndOkBeforeHalfClose(),
    "final-early": EndOkBeforeHalfClose(final=True),
    "go-away": GoAway(),
    "go-away-after-half-close": GoAway(after_messages=None),
    "cut-after-partial": CutAfterPartial(),
    "garbage-audio": Garbage(),
    "slow": Latency(seconds=3.0),
}

_WAV = riff(tone("a sound", 16000), 16000)

#: Sounds that aren't one, or not the one that was asked for.
WRONG_AUDIO: dict[str, bytes] = {
    "no header": b"\x00\x01 nothing that anybody would call a sound \xff",
    "header cut short": _WAV[:30],
    "header alone": _WAV[:44],
    "no data": riff(b"", 16000),
    "no such format": _WAV[:20] + b"\x55\x00" + _WAV[22:],
    "no rate": _WAV[:24] + bytes(8) + _WAV[32:],
    "no channel": _WAV[:22] + bytes(2) + _WAV[24:],
    "odd": _WAV[:-1],
    "less than it says": _WAV[: len(_WAV) // 2],
    "chunk without end": _WAV[:12] + b"LIST\xff\xff\xff\xff" + _WAV[12:],
}

"""What is counted of voice sessions. Moved by driver.py, sessions.py and whoever holds a socket."""

from collections.abc import Callable
from typing import Any

from prometheus_client import Counter, Gauge, Histogram

from realtime.agents import metrics as agents
from realtime.voice.events import Event, Interruption, InterruptionDismissed, Problem, TurnMetrics
from realtime.voice.records import SessionRecord
from state.contract import ROLE_PLAY_CHANNEL
from state.errors import AgentFailed, AudioOverrun

#: What people feel while they wait for an answer.
_WAIT_SECONDS = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1, 1.5, 2, 3, 5, 10)

SESSIONS = Gauge("vivavoz_voice_sessions", "Voice sessions alive, those whose socket is lost too.")
STARTED = Counter(
    "vivavoz_voice_sessions_started_total",
    "Voice sessions opened (new), or gone on with on another socket (resumed), by channel: voice,"
    " avatar, role_play.",
    ["channel", "how"],
)
ENDED = Counter(
    "vivavoz_voice_sessions_ended_total",
    "Voice sessions over, by whom: client, agent, limit (of time), lost (the client is gone, or"
    " read too slowly). Those the server's stop leaves aren't over.",
    ["reason"],
)
LET_GO = Counter(
    "vivavoz_voice_clients_let_go_total",
    "Voice sockets that the server closed, by reason; slow_reader: more than 1 MiB behind.",
    ["reason"],
)
TURNS = Counter(
    "vivavoz_voice_turns_total", "Turns that the agent dealt with: speech or text.", ["input"]
)
TRANSCRIPTION_SECONDS = Histogram(
    "vivavoz_voice_transcription_seconds",
    "From the true end of speech, silence included, to what was understood.",
    buckets=_WAIT_SECONDS,
)
FIRST_AUDIO_SECONDS = Histogram(
    "vivavoz_voice_first_audio_seconds",
    "From the true end of speech, or from a typed text, to the reply's first audio.",
    ["input"],
    buckets=_WAIT_SECONDS,
)
INTERRUPTIONS = Counter(
    "vivavoz_voice_interruptions_total", "Replies that a sound or a message stopped (barge-ins)."
)
DISMISSED = Counter(
    "vivavoz_voice_interruptions_dismissed_total",
    "Interruptions that turned out to be noise: the reply went on.",
)
OVERRUNS = Counter(
    "vivavoz_voice_ring_overruns_total",
    "Times a turn's audio was lost because its agent couldn't keep up with it.",
)
ERRORS = Counter(
    "vivavoz_voice_errors_total",
    "Errors that voice clients were told of, by code as in an HTTP error's body.",
    ["code"],
)


def _turn(event: TurnMetrics, _: SessionRecord) -> None:
    TURNS.labels(event.input).inc()
    if event.speech_end_to_transcription_ms is not None:
        TRANSCRIPTION_SECONDS.observe(event.speech_end_to_transcription_ms / 1000)
    for waited_ms in (event.speech_end_to_first_audio_ms, event.text_to_first_audio_ms):
        if waited_ms is not None:
            FIRST_AUDIO_SECONDS.labels(event.input).observe(waited_ms / 1000)


def _problem(event: Problem, record: SessionRecord) -> None:
    match event.error:
        case AudioOverrun():
            OVERRUNS.inc()
        case AgentFailed():
            # Each role play's buyer has a name of its own.
            is_practice = record.channel == ROLE_PLAY_CHANNEL
            agents.FAILURES.labels(ROLE_PLAY_CHANNEL if is_practice else record.agent).inc()
        case _:
            pass


_TOLD: dict[type[Event], Callable[[Any, SessionRecord], None]] = {
    TurnMetrics: _turn,
    Interruption: lambda *_: INTERRUPTIONS.inc(),
    InterruptionDismissed: lambda *_: DISMISSED.inc(),
    Problem: _problem,
}


def see(event: Event, record: SessionRecord) -> None:
    """Something happens in a session. Of most events, sound above all, nothing is counted."""
    tell = _TOLD.get(type(event))
    if tell is not None:
        tell(event, record)

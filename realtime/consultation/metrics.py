"""What is counted of consultations: who waits, how long, and how sessions end.

Told of each change that is committed, beside the record as it was (driver.py).
"""

from collections import Counter as Counts
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from prometheus_client import Counter, Gauge, Histogram

from realtime.consultation.records import AvatarSession, Ticket
from realtime.consultation.states import SessionState, TicketState
from state.records import Change, Record

#: The type of sessions that are still there when their type isn't in the settings any more.
_GONE = "other"
_STATES = [state for state in SessionState if state is not SessionState.ENDED]

WAITING = Gauge(
    "vivavoz_consultation_waiting", "People in the queue, by agent type.", ["agent_type"]
)
SESSIONS = Gauge(
    "vivavoz_consultation_sessions",
    "Avatar sessions, by agent type and state; unstopped: its provider may still have it.",
    ["agent_type", "state"],
)
FOLLOWERS = Gauge("vivavoz_consultation_followers", "Streams that follow a place in the queue.")
JOINED = Counter(
    "vivavoz_consultation_joined_total",
    "People who joined the queue, by agent type.",
    ["agent_type"],
)
WAIT_SECONDS = Histogram(
    "vivavoz_consultation_wait_seconds",
    "From joining the queue to being called; each time, if one lets a call pass.",
    ["agent_type"],
    buckets=(1, 10, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200),
)
LAPSED = Counter(
    "vivavoz_consultation_lapsed_total",
    "Calls that were let pass: back to the end of the queue.",
    ["agent_type"],
)
START_SECONDS = Histogram(
    "vivavoz_consultation_start_seconds",
    "Time to start a session at the avatar provider's.",
    ["provider"],
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20),
)
ENDED = Counter(
    "vivavoz_consultation_sessions_ended_total",
    "Avatar sessions over, by reason; not_started: it couldn't be started.",
    ["agent_type", "reason"],
)


def tell_present(waiting: Mapping[str, int], sessions: Iterable[AvatarSession]) -> None:
    """How many wait, by agent type; and all sessions there are a record of."""
    kinds = [*waiting, _GONE]
    found = ((each.agent_type, each.status) for each in sessions)
    counts = Counts((kind if kind in waiting else _GONE, state) for kind, state in found)
    for kind, count in waiting.items():
        WAITING.labels(kind).set(count)
    for kind in kinds:
        for state in _STATES:
            SESSIONS.labels(kind, state).set(counts[kind, state])


def see(before: Record | None, change: Change) -> None:
    """A record, or its end, that takes the place of `before`."""
    tell = _TOLD.get(type(change))
    if tell is not None:
        tell(before, change)


def _ticket(before: Ticket | None, after: Ticket) -> None:
    kind = after.agent_type
    is_lapsed = before is not None and after.lapses > before.lapses
    waited = before is None or before.status is TicketState.QUEUED or is_lapsed
    # Who lost a session to a restart is called at once with the time of an old ticket.
    is_drawn = before is None and after.called_at in (None, after.joined_at)
    if is_drawn:
        JOINED.labels(kind).inc()
    if is_lapsed:
        LAPSED.labels(kind).inc()
    is_called = after.status is TicketState.RESERVED and waited
    if is_called and (before is not None or is_drawn):
        assert after.called_at is not None, "who is reserved was called"
        WAIT_SECONDS.labels(kind).observe(max(0.0, after.called_at - after.joined_at))


def _session(before: AvatarSession | None, after: AvatarSession) -> None:
    if before is None:
        return
    if before.started_at is None and after.started_at is not None:
        took_s = after.started_at - after.begun_at
        START_SECONDS.labels(after.provider).observe(max(0.0, took_s))
    if before.end_reason is None and after.end_reason is not None:
        ENDED.labels(after.agent_type, after.end_reason).inc()


_TOLD: dict[type, Callable[[Any, Any], None]] = {Ticket: _ticket, AvatarSession: _session}

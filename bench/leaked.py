"""What is left running at a vendor's, and whose fault it is (of bench/leaks.py).

Knows what the vendor was asked and answered, when the server's processes ended, and what was on
record then; nothing of how the server works.

    leaked       ours, still running, though the server could have known it
    withheld     Streaming v1: made by a request whose answer never came whole; nobody knows its id
    unrecorded   Streaming v1: its server ended between its making and its recording
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.heygen_fake import Cut, Garbage, Hang, Refuse, Request, Session, Slow

_UUID = re.compile(rb"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
#: A vendor's id is on record so soon after its answer, even on a busy machine.
_RECORDED_IN_S = 5.0
#: Calls that tell what became of a session.
_TELLING = frozenset({"token", "new", "start", "stop"})
#: The stand-ins' tokens and the server's own.
_SECRETS = (b"session-token-", b"streaming-token-", b"room-token-", b"eyJ")


@dataclass
class End:
    """Of one of the server's processes."""

    at: float
    #: "kill", "stop"
    way: str
    #: How many requests its vendor had heard by then.
    heard: int
    #: What was under way.
    calls: list[str] = field(default_factory=list)


@dataclass
class Verdict:
    created: int = 0
    started: int = 0
    stopped: int = 0
    ended_by_vendor: int = 0
    #: Refused for that alone.
    full_houses: int = 0
    leaked: list[str] = field(default_factory=list)
    withheld: int = 0
    #: By the way in which their server ended.
    unrecorded: Counter[str] = field(default_factory=Counter)
    foreign_touched: int = 0
    doubled: list[str] = field(default_factory=list)
    #: Sessions that the server still wants to stop.
    pending: int = 0
    secrets: int = 0
    tracebacks: int = 0
    ended_idle: bool = True
    faults: Counter[str] = field(default_factory=Counter)

    @property
    def is_clean(self) -> bool:
        wrong = (self.leaked, self.doubled, self.foreign_touched, self.pending, self.secrets)
        return not any(wrong) and not self.tracebacks and self.ended_idle


def ids_in(folder: Path) -> set[str]:
    """Everything that looks like one, in all its files."""
    files = [each for each in folder.rglob("*") if each.is_file()]
    return {id.decode() for each in files for id in _UUID.findall(each.read_bytes())}


class Judge:
    def __init__(self, *, costly: str, call_s: float) -> None:
        """`costly`: the call from which a session costs. `call_s`: how long an answer is waited
        for."""
        self._costly = costly
        self._call_s = call_s
        self._ends: list[End] = []
        self._on_record: set[str] = set()

    def end(self, end: End, on_record: Iterable[str]) -> None:
        self._ends.append(end)
        self._on_record.update(on_record)

    def judge(self, sessions: Iterable[Session], requests: Sequence[Request]) -> Verdict:
        verdict = Verdict(faults=Counter(fault_name(each) for each in requests if each.fault))
        verdict.doubled = self._doubled(requests)
        verdict.full_houses = sum(
            each.call == self._costly and each.status in (400, 403) and each.fault is None
            for each in requests
        )
        made = _made(requests)
        for session in sessions:
            if session.is_foreign:
                touched = session.stops or session.keep_alives or not session.is_running
                verdict.foreign_touched += bool(touched)
                continue
            verdict.created += 1
            if session.starts > 1:
                verdict.doubled.append(f"{session.id} was started {session.starts} times")
            if session.started_at is None:
                continue
            verdict.started += 1
            if session.is_running:
                self._blame(session, *made[session.id], requests, verdict)
            elif session.end_reason == "USER_CLOSED":
                verdict.stopped += 1
            else:
                verdict.ended_by_vendor += 1
        return verdict

    # What still runs

    def _blame(
        self,
        session: Session,
        place: int,
        making: Request,
        requests: Sequence[Request],
        verdict: Verdict,
    ) -> None:
        if making.call == "new" and self._is_withheld(making):
            verdict.withheld += 1
        elif making.call == "new" and (end := self._end_amid(session, place, requests)) is not None:
            verdict.unrecorded[end.way] += 1
        else:
            about = [each for each in requests if each.session_id == session.id]
            story = "; ".join(told(each) for each in about if each.call in _TELLING)
            verdict.leaked.append(f"{session.id}: {story}")

    def _is_withheld(self, making: Request) -> bool:
        match making.fault:
            case Hang(taken=True) | Cut(taken=True) | Garbage(taken=True) | Refuse(taken=True):
                return True
            case Slow(seconds=seconds):
                return seconds is not None and seconds >= self._call_s
        return False

    def _end_amid(self, session: Session, place: int, requests: Sequence[Request]) -> End | None:
        """Of its server, before it could record it."""
        end = next((each for each in self._ends if place < each.heard), None)
        if end is None or session.id in self._on_record:
            return None
        # Its visitor left while it was made: it never is on record, and its stops went wrong.
        heard = requests[place : end.heard]
        if any(each.call == "stop" and each.session_id == session.id for each in heard):
            return end
        fault = requests[place].fault
        late_s = (fault.seconds or 0.0) if isinstance(fault, Slow) and fault.taken else 0.0
        return end if session.created_at + late_s + _RECORDED_IN_S >= end.at else None

    # Starts

    def _doubled(self, requests: Sequence[Request]) -> list[str]:
        """Sent again though the one before may have been taken."""
        by_session: defaultdict[str, list[Request]] = defaultdict(list)
        for each in requests:
            if each.call == "start":
                by_session[each.session_id].append(each)
            elif each.call == self._costly:
                by_session[each.token].append(each)
        return [
            f"{again.session_id}: {again.call} sent again after {told(before)}"
            for sent in by_session.values()
            for before, again in zip(sent, sent[1:], strict=False)
            if not self._is_refused(before)
        ]

    def _is_refused(self, start: Request) -> bool:
        """Surely not taken, in the words after which it may be sent again."""
        if start.status == 429:
            return True
        if self._costly == "new" and start.call == "start":
            # The visitor's answer: any refusal says that it wasn't taken.
            return start.status is not None and 400 <= start.status < 500
        fault = start.fault
        is_full = fault is None or (isinstance(fault, Refuse) and _number(fault) == 4003)
        # Late, but the vendor's own answer, and in time.
        is_full = is_full or (isinstance(fault, Slow) and (fault.seconds or 0.0) < self._call_s)
        return start.status == 403 and is_full


def _made(requests: Sequence[Request]) -> dict[str, tuple[int, Request]]:
    """By session: the request that made it, and its place."""
    return {
        each.session_id: (place, each)
        for place, each in enumerate(requests)
        if each.call in ("new", "token") and each.session_id
    }


def _number(fault: Refuse) -> object:
    return fault.body.get("code") if isinstance(fault.body, dict) else None


def fault_name(request: Request) -> str:
    fault = request.fault
    name = type(fault).__name__.lower()
    if isinstance(fault, Refuse):
        name = str(fault.status)
    return f"{name}, taken" if fault is not None and fault.taken else name


def told(request: Request) -> str:
    how = f" with the fault {fault_name(request)}" if request.fault else ""
    return f"{request.call} answered {request.status}{how}"


def secrets_in(log: bytes, key: str) -> int:
    """How often a log has what no log may have."""
    return sum(log.count(each) for each in (*_SECRETS, key.encode()))

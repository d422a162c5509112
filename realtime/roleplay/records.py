"""What is kept of role plays: those written through REST, versions that calls had, and the calls.

A file's role play has a record only once it was replaced or deleted. Versions are kept apart from
that, for calls alone: theirs stays the one they started with, whatever becomes of the role play or
of the file it came from.

A definition is checked whenever it is read, here too: its limits may be loosened, but a tighter one
would make older records unreadable.
"""

from typing import ClassVar, Literal

import msgspec

from realtime.roleplay.definition import Definition
from state.records import Record

EndedBy = Literal["salesperson", "buyer", "time_limit", "dropped", "unknown"]
"""Who ended a call; dropped: the salesperson was gone without a word."""

Status = Literal["calling", "processing", "ready", "unscored", "failed"]


NOBODY = ""
"""The user of a call whose salesperson isn't known. No token can be theirs."""


class Written(Record, frozen=True):
    """A role play as it was last written; in place of a file of its id."""

    table: ClassVar[str] = "role_plays"

    id: int
    version: int
    #: None: it was deleted. The record stays, so that no other ever gets its id, and a file's role
    #: play stays away.
    definition: Definition | None

    @property
    def key(self) -> str:
        return str(self.id)


class Frozen(Record, frozen=True):
    """A version that a call started with; never changed."""

    table: ClassVar[str] = "role_play_versions"

    id: int
    version: int
    definition: Definition

    @property
    def key(self) -> str:
        return frozen_key(self.id, self.version)


class Figures(msgspec.Struct, frozen=True, rename="camel", gc=False):
    """What a list shows of a score; all of it is in the result."""

    situation: int | None
    problem: int | None
    implication: int | None
    need_payoff: int | None
    overall_score: int | None
    feedback: str
    talk_listen_ratio: float | None
    filler_words: float | None
    talk_speed: float | None
    longest_monologue: float | None


class Met(msgspec.Struct, frozen=True, gc=False):
    """A criterion of the rubric, and whether it was."""

    criterion: str
    met: bool
    must_have: bool = False


class Treated(msgspec.Struct, frozen=True, rename="camel", gc=False):
    """The objections of a call, counted."""

    total_count: int
    treatment_rate: float | None
    treated_count: int
    untreated_count: int
    quality: str


class Summary(msgspec.Struct, frozen=True, gc=False):
    """A scored call in a list."""

    spin_metrics: Figures
    rubric_results: tuple[Met, ...]
    objections: Treated


class PracticeCall(Record, frozen=True):
    """A call of a role play, from its start on; its result lies in the archive."""

    table: ClassVar[str] = "practice_calls"
    indexed: ClassVar[tuple[str, ...]] = ("role_play_id", "user", "whose", "is_any")

    #: The voice session's; of a call from outside, made from the outside's own.
    id: str
    #: Calls are counted: lists go back by it.
    number: int
    role_play_id: int
    version: int
    user: str | int
    #: Wall time.
    began_at: float
    user_name: str = ""
    ended_at: float | None = None
    ended_by: EndedBy | None = None
    status: Status = "calling"
    #: Why there is no score.
    status_reason: str | None = None
    #: Whether the embedded buyer played the buyer.
    is_embedded: bool = False
    #: Once it is scored.
    summary: Summary | None = None

    @property
    def key(self) -> str:
        return self.id

    @property
    def whose(self) -> tuple[int, str | int]:
        """Whose call of which role play."""
        return self.role_play_id, self.user

    @property
    def is_any(self) -> bool:
        return True

    @property
    def duration_s(self) -> float:
        return 0.0 if self.ended_at is None else max(0.0, self.ended_at - self.began_at)


def frozen_key(id: int, version: int) -> str:
    return f"{id}/{version}"

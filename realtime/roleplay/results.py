"""Results of calls: what is archived of a score, whose it is to read, and lists of them.

A core over the store's table of calls; whoever asks reads the archived file. A result is its
caller's own; others' are read with the scope for it. Lists go back from the newest call.
"""

from collections.abc import Iterator
from itertools import islice

import msgspec

from realtime.conversations.views import timestamp_of
from realtime.roleplay.marking.jobs import Marked
from realtime.roleplay.records import NOBODY, Figures, Met, PracticeCall, Summary, Treated
from realtime.roleplay.scoring.delivery import AudioTurns
from realtime.roleplay.scoring.lines import Line, transcript_of
from realtime.roleplay.scoring.results import PastScore, Scored
from state.archived import Archived, key_of
from state.errors import SessionNotFound
from state.records import Table

RESULT = "result"
_MOST_HISTORY = 20
#: Retention removes the oldest first, so the rest needn't be looked at: it takes a millisecond.
_LOOKED_AT = 1_000


class Result(msgspec.Struct, frozen=True):
    """The archived file. A score is passed on as it was written: all of it, or null."""

    scored: msgspec.Raw
    transcript: str
    lines: tuple[Line, ...]
    turns: AudioTurns | None
    scorer_version: str | None
    schema: int = 1


class Results:
    """Whose results there are, and who may read them."""

    def __init__(self, calls: Table[PracticeCall], archived: Table[Archived]) -> None:
        self._calls = calls
        self._archived = archived

    def get(
        self, call_id: str, *, user: str | int, reads_all: bool, role_play_id: int | None = None
    ) -> PracticeCall:
        """One that may still go on. Raises SessionNotFound, the same for somebody else's."""
        call = self._calls.get(call_id)
        is_there = call is not None and (reads_all or call.user == user)
        if call is None or not is_there or role_play_id not in (None, call.role_play_id):
            raise SessionNotFound("there is no such call, or it isn't yours")
        if call.status != "calling" and self._is_gone(call):
            raise SessionNotFound("this call's result was kept as long as this server keeps them")
        return call

    def page(
        self,
        *,
        user: str | int,
        reads_all: bool,
        role_play_id: int | None,
        before: int | None,
        limit: int,
    ) -> list[PracticeCall]:
        """Calls that are over, the newest first, from before the call number `before`."""
        field, value = _index_of(None if reads_all else user, role_play_id)
        found: list[PracticeCall] = []
        for call in self._back(field, value, before):
            if call.status != "calling" and not self._is_gone(call):
                found.append(call)
                if len(found) == limit:
                    break
        return found

    def _back(self, field: str, value: object, before: int | None) -> Iterator[PracticeCall]:
        if before is None:
            return self._calls.find_latest(field, value)
        return self._calls.find_latest_before(field, value, before, place=lambda call: call.number)

    def gone(self) -> list[PracticeCall]:
        """Of the oldest, those whose files retention has removed: their records may go."""
        oldest = islice(self._calls, _LOOKED_AT)
        return [call for call in oldest if call.status != "calling" and self._is_gone(call)]

    def _is_gone(self, call: PracticeCall) -> bool:
        return call.status != "processing" and not self._archived.get(key_of(RESULT, call.id))


def _index_of(user: str | int | None, role_play_id: int | None) -> tuple[str, object]:
    if user is None:
        return ("is_any", True) if role_play_id is None else ("role_play_id", role_play_id)
    return ("user", user) if role_play_id is None else ("whose", (role_play_id, user))


def past_scores(calls: Table[PracticeCall], call: PracticeCall) -> tuple[PastScore, ...]:
    """What its salesperson had reached in this role play before, the oldest first."""
    if call.user == NOBODY:
        return ()
    before = calls.find_latest_before(
        "whose", call.whose, call.number, place=lambda each: each.number
    )
    found: list[PastScore] = []
    for each in before:
        score = None if each.summary is None else each.summary.spin_metrics.overall_score
        if score is not None:
            found.append(PastScore(timestamp_of(each.began_at), score))
        if len(found) == _MOST_HISTORY:
            break
    return tuple(reversed(found))


def summary_of(scored: Scored) -> Summary:
    """What a list shows of it."""
    treated = msgspec.convert(scored.objections, Treated, from_attributes=True)
    figures = msgspec.convert(scored.spin_metrics, Figures, from_attributes=True)
    met = tuple(Met(each.criterion, each.met, each.must_have) for each in scored.rubric_results)
    return Summary(figures, met, treated)


def result_of(marked: Marked | None, lines: tuple[Line, ...]) -> bytes:
    """The file; None: it couldn't be scored."""
    outcome = None if marked is None else marked.outcome
    scored = outcome if isinstance(outcome, Scored) else None
    return msgspec.json.encode(
        Result(
            scored=msgspec.Raw(msgspec.json.encode(scored)),
            transcript=transcript_of(lines) if outcome is None else outcome.transcript,
            lines=lines,
            turns=None if marked is None else marked.turns,
            scorer_version=None if outcome is None else outcome.scorer_version,
        )
    )

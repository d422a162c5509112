"""A call scored by what its judge said: where calls are scored, for it takes longer than a loop may
be held. Pure."""

import msgspec

from realtime.roleplay.judge.failed import JudgeFailed
from realtime.roleplay.judge.reading import labels_in
from realtime.roleplay.judge.request import JUDGE_VERSION
from realtime.roleplay.judge.said import Judgement
from realtime.roleplay.scoring.results import Scored, Unscored
from realtime.roleplay.scoring.score import Call, score, score_labelled, unscored


def score_judged(call: Call, judgement: Judgement | None) -> Scored | Unscored:
    """By the judge's labels; by the rules if none was asked (None), or none can be believed."""
    if judgement is None or unscored(call) is not None:
        return score(call)
    if judgement.failure is not None:
        return _by_rules(call, judgement.failure)
    try:
        labels = labels_in(judgement.answer, call)
    except JudgeFailed as failed:
        return _by_rules(call, str(failed))
    return score_labelled(call, labels, by=judgement.model, version=JUDGE_VERSION)


def _by_rules(call: Call, reason: str) -> Scored | Unscored:
    result = score(call)
    if isinstance(result, Scored):
        return msgspec.structs.replace(result, fallback=reason)
    return result

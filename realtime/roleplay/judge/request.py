"""The request to the judge: what it is told, the call as data, and the schema of its answer.

The transcript is nobody's to trust. It goes as JSON strings within one JSON object, apart from the
instructions, so nothing said in a call can end it; the schema is sent beside it and enforced by the
endpoint; and whatever comes back is verified (verified.py). Pure.
"""

from collections.abc import Sequence
from typing import Any

import msgspec

from realtime.roleplay.judge.answer import SCHEMA, SCHEMA_NAME
from realtime.roleplay.judge.failed import JudgeFailed
from realtime.roleplay.judge.prompt_en import PROMPT as ENGLISH
from realtime.roleplay.judge.prompt_pt import PROMPT as PORTUGUESE
from realtime.roleplay.judge.settings import JudgeSettings
from realtime.roleplay.scoring.lines import said
from realtime.roleplay.scoring.rubric import OWN, Criterion
from realtime.roleplay.scoring.score import Call, has_judged_words, judged_lines, unscored

#: Changes with the prompts, the schema, and what is believed of an answer.
JUDGE_VERSION = "judge-1"
_SEED = 1


def body_of(call: Call, settings: JudgeSettings) -> bytes:
    """JSON. Raises JudgeFailed if there is nothing to judge by its words, or too much."""
    if unscored(call) is not None or not has_judged_words(call):
        raise JudgeFailed("no_words", "what was said wasn't understood well enough to be judged")
    judged = judged_lines(call)
    most = settings.most_transcript_characters
    if sum(len(line.text) for line in judged) > most:
        raise JudgeFailed("too_long", f"the call has more than {most} characters")
    lines = [
        {"line": number, "who": line.who, "text": said(line)} for number, line in enumerate(judged)
    ]
    asked = {"criteria": _criteria(call.criteria), "lines": lines}
    prompt = PORTUGUESE if call.language.lower().startswith("pt") else ENGLISH
    return msgspec.json.encode(
        {
            "model": settings.model,
            "messages": [
                {"role": "system", "content": prompt},
                {"role": "user", "content": msgspec.json.encode(asked).decode()},
            ],
            "response_format": {
                "type": "json_schema",
                "json_schema": {"name": SCHEMA_NAME, "strict": True, "schema": SCHEMA},
            },
            settings.answer_limit: settings.most_answer_tokens,
            **({"temperature": 0, "seed": _SEED} if settings.sampling else {}),
        }
    )


def _criteria(criteria: Sequence[Criterion]) -> list[dict[str, Any]]:
    """Those that no other label tells; by their place in the rubric."""
    return [
        {
            "criterion": number,
            "what": each.name,
            "who": "buyer" if each.check == "discovered" else each.who,
            "facts" if each.check == "discovered" else "examples": each.phrases,
        }
        for number, each in enumerate(criteria)
        if each.check in OWN
    ]

"""What an endpoint answered: the labels, or why there are none. Pure."""

import re
from functools import partial

import msgspec

from realtime.roleplay.judge.answer import Answer
from realtime.roleplay.judge.failed import JudgeFailed
from realtime.roleplay.judge.verified import labels_of
from realtime.roleplay.scoring.labels import Labels
from realtime.roleplay.scoring.score import Call, judged_lines, known_objections_in

#: What an error is called; never its message, which may repeat the transcript or the key.
_NAME = re.compile(r"[a-z][a-z_.]{0,60}")
_NOT_JSON = partial(JudgeFailed, "not_json", "not the JSON it was asked for")


class _Message(msgspec.Struct):
    content: str | None = None
    refusal: str | None = None


class _Choice(msgspec.Struct):
    message: _Message
    finish_reason: str | None = None


class _Completion(msgspec.Struct):
    choices: list[_Choice]


class _Error(msgspec.Struct):
    code: str | int | None = None
    type: str | None = None
    param: str | None = None


class _Refused(msgspec.Struct):
    error: _Error


_completion = msgspec.json.Decoder(_Completion)
_answer = msgspec.json.Decoder(Answer)
_refused = msgspec.json.Decoder(_Refused)


def labels_in(body: bytes, call: Call) -> Labels:
    """Of an answer with status 200. Raises JudgeFailed."""
    answer = _answer_in(body)
    known = known_objections_in(call)
    return labels_of(
        answer,
        judged_lines(call),
        criteria=call.criteria,
        known=known,
        buyer_is_known=call.buyer_is_known,
    )


def _answer_in(body: bytes) -> Answer:
    try:
        choices = _completion.decode(body).choices
    except (msgspec.DecodeError, ValueError, RecursionError):
        # What it couldn't read is the answer's, and no log's.
        raise _NOT_JSON() from None
    if not choices:
        raise _NOT_JSON()
    message, finish_reason = choices[0].message, choices[0].finish_reason
    if message.refusal or finish_reason == "content_filter":
        raise JudgeFailed("declined", "the model declined to judge this call")
    if finish_reason == "length":
        raise JudgeFailed("not_json", "its answer was cut off: most_answer_tokens is too low")
    try:
        return _answer.decode(message.content or "")
    except (msgspec.DecodeError, ValueError, RecursionError):
        # What it couldn't read is the answer's, and no log's.
        raise _NOT_JSON() from None


def name_in(body: bytes) -> str:
    """What a refusal's body calls the error: "unsupported_parameter max_tokens", or nothing."""
    try:
        error = _refused.decode(body).error
    except (msgspec.DecodeError, ValueError, RecursionError):
        return ""
    names = (error.code or error.type, error.param)
    return " ".join(each for each in names if isinstance(each, str) and _NAME.fullmatch(each))

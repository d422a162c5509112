"""What went wrong with a call, by its cause: what the client is told, and whether to try again.

The cause is what the reader saw. A writer's exception says only that the call is over; and a status
after the final answer means nothing any more.
"""

from dataclasses import dataclass

from state.errors import DialogflowFailed, DialogflowStreamFailed

#: Refusals of the call itself, whenever they come.
_REFUSALS = frozenset(
    {
        "INVALID_ARGUMENT",
        "NOT_FOUND",
        "PERMISSION_DENIED",
        "UNAUTHENTICATED",
        "FAILED_PRECONDITION",
        "UNIMPLEMENTED",
    }
)
#: What gRPC says of a token that couldn't be had: UNAVAILABLE, and this.
_NO_TOKEN = "Getting metadata from plugin failed"
_QUOTA = "RESOURCE_EXHAUSTED"
#: Our own words for what has no status.
NO_FINAL_ANSWER = "NO_FINAL_ANSWER"
NOT_CONNECTED = "NOT_CONNECTED"
NO_ANSWER_IN_TIME = "NO_ANSWER_IN_TIME"
AUDIO_NOT_TAKEN = "AUDIO_NOT_TAKEN"
TOO_MANY_TOOLS = "TOO_MANY_TOOLS"
TOO_MUCH_SAID = "TOO_MUCH_SAID"
TOO_LONG_A_TEXT = "TOO_LONG_A_TEXT"
#: Before anything was heard from the service, these say that it isn't there.
_NOT_THERE = frozenset({"UNAVAILABLE", "DEADLINE_EXCEEDED", NOT_CONNECTED})
#: Of these the user has waited long enough already.
_WAITED_FOR = frozenset({NO_ANSWER_IN_TIME, NOT_CONNECTED, AUDIO_NOT_TAKEN})

#: Our own refusals: the same turn wouldn't do another time either.
_NOT_AGAIN = frozenset({TOO_MANY_TOOLS, TOO_LONG_A_TEXT})

_AGAIN = "say it again"
_WORDS = {
    _QUOTA: f"the agent is asked too much at the moment; {_AGAIN} later",
    "OUT_OF_RANGE": f"the agent lost the audio's thread; {_AGAIN}",
    NO_ANSWER_IN_TIME: f"the agent took too long; {_AGAIN}",
    "DEADLINE_EXCEEDED": f"the agent took too long; {_AGAIN}",
    AUDIO_NOT_TAKEN: f"the agent can't keep up with the audio; {_AGAIN}",
    TOO_LONG_A_TEXT: "the agent can't take a text as long as this; say it in fewer words",
    TOO_MANY_TOOLS: "the agent asked for tools without end; say something else",
}
_REFUSED = "the agent refuses this; whoever runs this server has to look"
_UNREACHABLE = f"the agent can't be reached; {_AGAIN}"
_BROKE = f"the agent broke off; {_AGAIN}"


@dataclass(frozen=True)
class Failure:
    """A call's end that isn't a good one: its gRPC status' name, or one of ours; what was said."""

    status: str
    details: str

    @property
    def is_refusal(self) -> bool:
        return self.status in _REFUSALS or self.status == _QUOTA or _NO_TOKEN in self.details

    @property
    def is_absence(self) -> bool:
        """Of a service that nothing was heard of."""
        return self.status in _NOT_THERE

    @property
    def may_pass(self) -> bool:
        """Whether the same call may do at once."""
        return not self.is_refusal and self.status not in _WAITED_FOR


def failed(failure: Failure, *, was_open: bool) -> DialogflowFailed:
    """What the client is told. `was_open`: of a stream that had begun."""
    if failure.is_refusal:
        is_retryable = failure.status in (_QUOTA, "UNAVAILABLE")
        return DialogflowFailed(_WORDS.get(failure.status, _REFUSED), is_retryable=is_retryable)
    is_retryable = failure.status not in _NOT_AGAIN
    is_absent = failure.is_absence and not was_open
    words = _WORDS.get(failure.status, _UNREACHABLE if is_absent else _BROKE)
    error = DialogflowStreamFailed if was_open else DialogflowFailed
    return error(words, is_retryable=is_retryable)

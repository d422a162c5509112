"""What a deployment may tune of the judge: which endpoint, and what it may take and cost."""

from dataclasses import dataclass, field
from typing import Annotated, Literal

from msgspec import Meta

#: Without a user or a query: nothing secret is in it.
BaseUrl = Annotated[str, Meta(pattern=r"^(https?://[^\s?#@]{1,255})?\Z")]
Model = Annotated[str, Meta(pattern=r"^[\x21-\x7e]{0,128}\Z")]
Key = Annotated[str, Meta(pattern=r"^[\x21-\x7e]{0,512}\Z")]


@dataclass(frozen=True, kw_only=True)
class JudgeSettings:
    """Of any endpoint that answers as OpenAI's chat completions do, and keeps to a JSON schema."""

    url: BaseUrl = ""
    """What `/chat/completions` is appended to, as "http://127.0.0.1:11434/v1". Empty: calls are
    judged by rules alone, and no transcript leaves this server."""

    model: Model = ""
    """The endpoint's name of the model; results have it as `judged_by`."""

    api_key: Key = field(default="", repr=False)
    """Sent as a bearer token; empty: none is. A secret."""

    timeout_s: Annotated[float, Meta(ge=1, le=600)] = 60.0
    """For one judgement, a second try included; then the rules judge."""

    most_calls_a_day: Annotated[int, Meta(ge=0, le=1_000_000)] = 200
    """Requests a day (UTC) since the start of the server; then the rules judge."""

    most_transcript_characters: Annotated[int, Meta(ge=1_000, le=300_000)] = 120_000
    """Of a longer call nothing is sent, for half of one would be judged wrongly. An hour has about
    60,000; four characters are about a token."""

    most_answer_tokens: Annotated[int, Meta(ge=256, le=200_000)] = 8_000
    """What the model may write; models that think before they answer need more."""

    answer_limit: Literal["max_tokens", "max_completion_tokens"] = "max_tokens"
    """What the endpoint calls that limit: OpenAI's newer models refuse the first, many other
    servers ignore the second."""

    sampling: bool = True
    """Whether to ask for temperature 0 and a fixed seed; off for models that refuse either."""

    def __post_init__(self) -> None:
        if self.url and not self.model:
            raise ValueError("url needs a model: set the endpoint's name of it")

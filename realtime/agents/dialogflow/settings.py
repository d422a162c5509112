"""What a deployment tells of its Dialogflow CX agent, and what follows from its name."""

import ipaddress
import math
import re
from dataclasses import dataclass, field
from typing import Annotated, Any

from msgspec import Meta

AgentName = Annotated[
    str,
    Meta(
        pattern=r"^(projects/[^/\s]+/locations/[a-z0-9-]+/agents/[^/\s]+"
        r"(/environments/[^/\s]+)?)?\Z"
    ),
]
Endpoint = Annotated[str, Meta(pattern=r"^([\w.-]+|\[[0-9A-Fa-f:]+\])?(:\d{1,5})?\Z")]
Language = Annotated[str, Meta(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z")]
Name = Annotated[str, Meta(pattern=r"^[A-Za-z0-9][\w-]{0,63}\Z")]
Seconds = Annotated[float, Meta(gt=0, le=600)]
Headers = dict[str, str]
#: JSON; a type that names itself can't be checked when settings are read.
Parameters = dict[str, Any]

_LOCATION = re.compile(r"/locations/([^/]+)/")
_PORT = re.compile(r":\d+\Z")


class NoDialogflow(Exception):
    """Raised at the start when Dialogflow can't be used; the text says what to set or install."""


@dataclass(frozen=True, kw_only=True)
class DialogflowSettings:
    agent: AgentName = ""
    """The agent's full name, projects/P/locations/L/agents/A, perhaps with /environments/E. Empty:
    there is none. With one, it is who answers where no agent is named."""

    name: Name = "dialogflow"
    """What it is called here: ?agent=dialogflow."""

    title: str = "Dialogflow"
    """What pages call it."""

    language: Language = "pt-BR"
    """What it hears and speaks; one of the agent's languages."""

    model: str = ""
    """The speech model, as Google names it; empty: the service chooses."""

    voice: str = ""
    """The voice's name, pt-BR-Neural2-C; empty: the agent's own settings."""

    own_voice: str = ""
    """The embedded synthesiser's voice, for replies that come without sound and for what people
    say through the agent; empty: the one of the language."""

    single_utterance: bool = False
    """Whether the service ends a turn where it hears its end, if that is before this server does.
    Only so a turn in which nobody spoke is told apart by the service."""

    partial_responses: bool = True
    """Whether the first part of a reply is spoken while the agent (its webhook) is still at work on
    the rest; agents that aren't made for it answer as ever."""

    parameters: Parameters = field(default_factory=dict)
    """Session parameters that each conversation begins with; as a variable: a JSON object."""

    webhook_headers: Headers = field(default_factory=dict, repr=False)
    """Sent to the agent's webhooks with each turn; may be secrets. As a variable: a JSON object."""

    tools_of: str = ""
    """The embedded agent whose tools this one may call ("marketplace-pt-BR"); empty: none."""

    answer_timeout_s: Seconds = 20.0
    """After a turn's end, how long the service may take for each part of its answer."""

    audio_limit_s: Annotated[float, Meta(ge=5, le=115)] = 55.0
    """A longer turn is heard in parts: streams of more audio are cut off by the service."""

    endpoint: Endpoint = ""
    """Where the service is; empty: at Google's, in the agent's region. One on this machine's
    loopback (an emulator) is asked without TLS and without credentials."""

    def __post_init__(self) -> None:
        if self.endpoint.startswith(":"):
            raise ValueError("endpoint: needs a host: 127.0.0.1:PORT")
        if not _is_json(self.parameters):
            raise ValueError("parameters: texts, numbers, booleans, lists and tables, nothing else")

    @property
    def host(self) -> str:
        """The endpoint: regions have their own."""
        if self.endpoint:
            return self.endpoint
        found = _LOCATION.search(self.agent)
        assert found is not None, "an agent's name has a location"
        location = found.group(1)
        prefix = "" if location == "global" else f"{location}-"
        return f"{prefix}dialogflow.googleapis.com"

    @property
    def is_local(self) -> bool:
        """Whether the service is on this machine's loopback."""
        name = _PORT.sub("", self.endpoint).strip("[]")
        if name == "localhost":
            return True
        try:
            return ipaddress.ip_address(name).is_loopback
        except ValueError:
            return False


def _is_json(value: object) -> bool:
    if isinstance(value, dict):
        return all(isinstance(key, str) and _is_json(each) for key, each in value.items())
    if isinstance(value, list):
        return all(_is_json(each) for each in value)
    if isinstance(value, float):
        return math.isfinite(value)
    return value is None or isinstance(value, str | int)

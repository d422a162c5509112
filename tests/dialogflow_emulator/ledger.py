"""What came: each call as its client made it, and how it ended."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from google.protobuf.json_format import MessageToDict

from tests.dialogflow_emulator.faults import Fault
from tests.dialogflow_emulator.turn import Turn


@dataclass(eq=False)
class Call:
    #: StreamingDetectIntent, DetectIntent or ServerStreamingDetectIntent; v3 or v3beta1.
    method: str
    version: str
    metadata: Mapping[str, str]
    at: float
    #: Raw messages: the first, which says how, and the last input that isn't audio.
    first: Any = None
    #: audio, text, event, intent, dtmf or tool_call_result: what it was answered for.
    input: str = ""
    #: What was typed, or the event, the intent, the digits.
    text: str = ""
    audio: bytearray = field(default_factory=bytearray)
    audio_bytes: int = 0
    #: The most in one message.
    largest_bytes: int = 0
    #: Those that were read.
    messages: int = 0
    half_closed: bool = False
    #: By its client, by its time limit, or because the server stopped.
    cancelled: bool = False
    #: By cut(), or because the server stopped.
    was_cut: bool = False
    #: Another one of the same session was open when it came.
    overlapped: bool = False
    fault: Fault | None = None
    turn: Turn | None = None
    #: What it was sent, in order: interim, final, end of utterance, PARTIAL, FINAL.
    sent: list[str] = field(default_factory=list)
    #: None while it runs; of one that was cancelled, CANCELLED.
    status: str | None = None
    details: str = ""
    over: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def session(self) -> str:
        """The name of the resource, as it was sent."""
        return "" if self.first is None else str(self.first.session)

    @property
    def agent(self) -> str:
        """That of the session, without its environment."""
        return self.session.split("/sessions/")[0].split("/environments/")[0]

    @property
    def language(self) -> str:
        return "" if self.first is None else str(self.first.query_input.language_code)

    @property
    def config(self) -> dict[str, Any]:
        """The InputAudioConfig, by its fields' own names."""
        return self._told("query_input", "audio", "config")

    @property
    def output_config(self) -> dict[str, Any]:
        return self._told("output_audio_config")

    @property
    def parameters(self) -> dict[str, Any]:
        """The session parameters that it sets."""
        return self._told("query_params", "parameters")

    @property
    def webhook_headers(self) -> dict[str, str]:
        return {} if self.first is None else dict(self.first.query_params.webhook_headers)

    @property
    def wants_partials(self) -> bool:
        return bool(getattr(self.first, "enable_partial_response", False))

    @property
    def tool_result(self) -> dict[str, Any]:
        """Its tool, action, and output_parameters or error."""
        return self._told("query_input", "tool_call_result")

    def _told(self, *path: str) -> dict[str, Any]:
        message = self.first
        for name in path:
            if message is None or not message.HasField(name):
                return {}
            message = getattr(message, name)
        told = {} if message is None else MessageToDict(message, preserving_proto_field_name=True)
        return told if isinstance(told, dict) else {}

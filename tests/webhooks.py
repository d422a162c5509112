"""A service that held a call, and tells of it."""

import hashlib
import hmac
import json

SECRET = "wsec_which-nobody-else-has"
PATH = "/role_plays_session/receive_conversation_webhook"

#: Enough to be scored: who speaks, and the words.
SAID = (
    ("agent", "Hi, this is Karen Doyle."),
    ("user", "Hi Karen, how many people handle your stock today?"),
    ("agent", "Twelve people."),
    ("user", "What goes wrong most often when someone counts by hand each month?"),
    ("agent", "We lose count."),
    ("user", "What does it cost you when the count is wrong and an order can't go out?"),
    ("agent", "It is pricey."),
    ("user", "Let's meet on Tuesday at ten with your manager, and I'll bring the calculation."),
)


def event(said=SAID, variables=None, metadata=None, **data):
    """What is posted; a line each ten seconds."""
    lines = [
        {"role": role, "message": text, "time_in_call_secs": 10 * at, "tool_calls": []}
        for at, (role, text) in enumerate(said)
    ]
    given = {"case_setup_id": 2, "user_id": 7} if variables is None else variables
    ended = {"start_time_unix_secs": 999_000, "call_duration_secs": 90}
    return {
        "type": "post_call_transcription",
        "event_timestamp": 999_095,
        "data": {
            "agent_id": "agent-1",
            "conversation_id": "conv-1",
            "status": "done",
            "transcript": lines,
            "metadata": ended | {"termination_reason": "Client disconnected"} | (metadata or {}),
            "conversation_initiation_client_data": {"dynamic_variables": given},
            **data,
        },
    }


def signed(body, *, secret=SECRET, at=1_000_000):
    """The header."""
    digest = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},v0={digest}"


class Service:
    def __init__(self, server):
        self._server = server

    async def post(self, body, **signing):
        """Status and answer."""
        written = body if isinstance(body, bytes) else json.dumps(body).encode()
        return await self.send(written, {"ElevenLabs-Signature": signed(written, **signing)})

    async def send(self, body, headers):
        told = await self._server.fetch(PATH, method="POST", headers=headers, body=body)
        return told.code, json.loads(told.body)

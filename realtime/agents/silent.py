"""An agent that hears everything and answers nothing: for measuring, always there.

It has no voice either: what others say through it is told as text.
"""

from collections.abc import AsyncGenerator

from realtime.agents.base import AgentCard, AgentEvent, Audio, Json, ReplyText, TurnDone
from state.errors import NotFound


class SilentSession:
    memory: Json = None

    async def listen(self, audio: Audio) -> AsyncGenerator[AgentEvent, None]:
        async for _ in audio:
            pass
        yield TurnDone()

    async def read(self, text: str) -> AsyncGenerator[AgentEvent, None]:
        yield TurnDone()

    async def say(self, text: str) -> AsyncGenerator[AgentEvent, None]:
        yield ReplyText(text)
        yield TurnDone()

    async def close(self) -> None:
        pass


class SilentAgent:
    card = AgentCard(name="silent", title="Silent", language="und", hears=True)

    def open_session(self, memory: Json = None) -> SilentSession:
        return SilentSession()

    async def speak_sample(self, index: int) -> bytes:
        raise NotFound("the silent agent has no samples")

    async def start(self) -> None:
        pass

    async def close(self) -> None:
        pass

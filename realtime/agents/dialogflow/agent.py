"""An agent of Dialogflow CX among this server's agents."""

import dataclasses
import logging
from collections.abc import Mapping

from realtime.agents.base import AgentCard, Json
from realtime.agents.dialogflow.client import Client
from realtime.agents.dialogflow.session import DialogflowSession
from realtime.agents.dialogflow.settings import DialogflowSettings, NoDialogflow
from realtime.agents.local.espeak import UnknownVoice
from realtime.agents.local.synthesiser import Synthesiser
from realtime.agents.tools import Tool, ToolRunner
from state.errors import NotFound

logger = logging.getLogger(__name__)

#: What the embedded synthesiser calls some languages that others have another name for.
_TONGUES = {"zh": "cmn", "no": "nb", "fil": "tl"}


class DialogflowAgent:
    """One client for all its conversations."""

    def __init__(
        self,
        settings: DialogflowSettings,
        *,
        synthesiser: Synthesiser,
        tools: Mapping[str, Tool],
        tool_runner: ToolRunner,
    ) -> None:
        self._settings = settings
        self._synthesiser = synthesiser
        self._tools = tools
        self._tool_runner = tool_runner
        self._client = Client(settings)
        self.card = AgentCard(
            name=settings.name, title=settings.title, language=settings.language, hears=True
        )

    def open_session(self, memory: Json = None) -> DialogflowSession:
        return DialogflowSession(
            self._client,
            self._settings,
            self._synthesiser,
            self._tools,
            self._tool_runner,
            memory,
        )

    async def speak_sample(self, index: int) -> bytes:
        raise NotFound(f"{self.card.name} has no samples")

    async def start(self) -> None:
        """Connect. Raises NoDialogflow when that can't do, whatever is tried later."""
        voice = await self._voice_of_ours()
        self._settings = dataclasses.replace(self._settings, own_voice=voice)
        await self._client.open()

    async def _voice_of_ours(self) -> str:
        """The embedded synthesiser's for the language; empty: it speaks no such language."""
        wanted, language = self._settings.own_voice, self._settings.language.lower()
        tongue = language.partition("-")[0]
        for voice in (wanted,) if wanted else (language, _TONGUES.get(tongue, tongue)):
            try:
                await self._synthesiser.require(voice)
            except UnknownVoice as error:
                if wanted:
                    raise NoDialogflow(f"dialogflow.own_voice: {error}") from None
            else:
                return voice
        logger.warning("no voice of ours speaks %s: what has no sound is told as text", language)
        return ""

    async def close(self) -> None:
        await self._client.close()

"""/ws/voice-chat/agents: who can be talked to, and what one can say to them."""

from http import HTTPStatus

from handlers.documents.operations import Answer, operation
from handlers.endpoint import Access, Endpoint
from handlers.rest import Items
from realtime.agents.base import AgentCard, Directory
from state.errors import AgentNotFound, NotFound


class _AboutAgents(Endpoint):
    def initialize(self, *, directory: Directory, **shared: Access) -> None:
        super().initialize(**shared)
        self._directory = directory

    def prepare(self) -> None:
        super().prepare()
        if not self.access.development and self.request.method != "OPTIONS":
            self.user()


class Agents(_AboutAgents):
    """Who can be talked to."""

    @operation(
        "Who can be talked to",
        answers={HTTPStatus.OK: Items[AgentCard]},
        is_open_in_development=True,
    )
    def get(self) -> None:
        self.answer(Items(list(self._directory.cards), None))


class Sample(_AboutAgents):
    """Something one can say to an agent, spoken: for who has no microphone."""

    @operation(
        "Something one can say to an agent, spoken: WAV",
        answers={HTTPStatus.OK: Answer(media_type="audio/wav")},
        errors=(AgentNotFound, NotFound),
        is_open_in_development=True,
    )
    async def get(self, name: str, index: str) -> None:
        sample = await self._directory.get(name).speak_sample(int(index))
        self.set_header("Content-Type", "audio/wav")
        self.finish(sample)

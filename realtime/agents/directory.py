"""All agents by name, and what they share: recognition workers, the voice, the tools' threads.

Built by the server from settings; agent files are read and checked then, so a wrong one stops the
start with its file and key, not a call a day later.
"""

import os
from collections.abc import Mapping
from pathlib import Path

from realtime.agents.base import Agent, AgentCard, Recognition
from realtime.agents.dialogflow.settings import DialogflowSettings, NoDialogflow
from realtime.agents.local.agent import LoadedAgent, LocalAgent, load_agents
from realtime.agents.local.files import BadAgentFile, agent_paths
from realtime.agents.local.free_speech import FreeSpeech
from realtime.agents.local.recogniser import Recogniser
from realtime.agents.local.settings import LocalSettings
from realtime.agents.local.synthesiser import Synthesiser
from realtime.agents.silent import SilentAgent
from realtime.agents.tools import ToolRunner
from state.errors import AgentNotFound

SHIPPED = Path(__file__).parent / "local" / "shipped"
DEFAULT_AGENT = "marketplace-en"


class AgentDirectory:
    """Every agent there is. Raises BadAgentFile when built over a wrong agent file, NoDialogflow
    over settings that won't do."""

    def __init__(
        self, settings: LocalSettings, dialogflow: DialogflowSettings | None = None
    ) -> None:
        folders = [SHIPPED] + ([settings.agents_dir] if settings.agents_dir else [])
        loaded = load_agents(path for folder in folders for path in agent_paths(folder))
        grammars = [agent.grammar for agent in loaded if agent.grammar is not None]
        self.recogniser = Recogniser(settings, grammars)
        self.synthesiser = Synthesiser()
        self._tool_runner = ToolRunner(
            timeout_s=settings.tool_timeout_s, threads=settings.tool_threads
        )
        self._agents: dict[str, Agent] = {}
        for agent in loaded:
            self._admit(agent, settings)
        self._agents[SilentAgent.card.name] = SilentAgent()
        self._default = DEFAULT_AGENT
        if dialogflow is not None and dialogflow.agent:
            self._admit_dialogflow(dialogflow, {each.definition.file.name: each for each in loaded})

    @property
    def cards(self) -> tuple[AgentCard, ...]:
        """What a page shows; the default agent first."""
        cards = [agent.card for agent in self._agents.values()]
        return tuple(sorted(cards, key=lambda card: card.name != self._default))

    @property
    def recognition(self) -> Recognition:
        return self.recogniser.load

    def get(self, name: str | None) -> Agent:
        """The agent of that name, the default one for None; else AgentNotFound."""
        agent = self._agents.get(self._default if name is None else name)
        if agent is None:
            there = ", ".join(self._agents)
            raise AgentNotFound(f"there is no agent {name!r}; there are: {there}")
        return agent

    def free_speech(self, language: str) -> FreeSpeech:
        """What hears somebody who may say anything in `language`, in the workers of all agents."""
        return FreeSpeech(self.recogniser, language)

    async def start(self) -> None:
        """Make every agent ready. After a failure, close() still ends what was started."""
        for agent in self._agents.values():
            await agent.start()

    async def close(self) -> None:
        """End everything that was started. Idempotent."""
        for agent in self._agents.values():
            await agent.close()
        await self.recogniser.close()
        self.synthesiser.close()
        self._tool_runner.close()

    def _admit(self, loaded: LoadedAgent, settings: LocalSettings) -> None:
        name = loaded.definition.file.name
        if name in self._agents or name == SilentAgent.card.name:
            raise BadAgentFile(loaded.path, "name", f"{name!r} is taken by another agent")
        self._agents[name] = LocalAgent(
            loaded,
            settings=settings,
            recogniser=self.recogniser,
            synthesiser=self.synthesiser,
            tool_runner=self._tool_runner,
        )

    def _admit_dialogflow(
        self, settings: DialogflowSettings, loaded: Mapping[str, LoadedAgent]
    ) -> None:
        # It would write to stderr by itself whatever happens to a connection.
        os.environ.setdefault("GRPC_VERBOSITY", "NONE")
        try:
            # Most of a second and 65 MB: for who has such an agent.
            from realtime.agents.dialogflow.agent import DialogflowAgent
        except ImportError as error:
            raise NoDialogflow(
                f"dialogflow.agent is set, but {error.name} isn't installed:"
                " pip install 'vivavoz[dialogflow]'"
            ) from error
        if settings.name in self._agents:
            raise NoDialogflow(f"dialogflow.name: {settings.name!r} is taken by another agent")
        if settings.tools_of and settings.tools_of not in loaded:
            there = ", ".join(loaded)
            raise NoDialogflow(
                f"dialogflow.tools_of: no embedded agent {settings.tools_of!r}; there are: {there}"
            )
        self._agents[settings.name] = DialogflowAgent(
            settings,
            synthesiser=self.synthesiser,
            tools=loaded[settings.tools_of].tools if settings.tools_of else {},
            tool_runner=self._tool_runner,
        )
        self._default = settings.name

"""All there is of role plays, wired: the catalogue, the calls, their scores, their results."""

from collections.abc import Callable, Mapping

from realtime.agents.base import Directory
from realtime.roleplay.calls import Calls, Embedded
from realtime.roleplay.catalogue import Catalogue
from realtime.roleplay.definition import Definition
from realtime.roleplay.marking.driver import Marking
from realtime.roleplay.marking.jobs import Asked
from realtime.roleplay.outside.driver import OutsideCalls
from realtime.roleplay.records import Frozen, PracticeCall, Written
from realtime.roleplay.results import Results
from realtime.roleplay.settings import RolePlaySettings
from realtime.voice.sessions import VoiceSessions
from state.archive import Archive
from state.archived import Archived
from state.records import Delete
from state.store import Store


class Practice:
    """Made after the voice sessions; start() comes before any of them."""

    def __init__(
        self,
        settings: RolePlaySettings,
        files: Mapping[int, Definition],
        directory: Directory,
        embedded: Embedded,
        sessions: VoiceSessions,
        store: Store,
        archive: Archive,
        *,
        wall_clock: Callable[[], float],
        judge: Asked | None = None,
    ) -> None:
        """`files`: role plays by id (files.py). `embedded` makes the buyer of a role play that
        names no agent. Without a judge rules do."""
        self._store = store
        self.catalogue = Catalogue(
            files,
            store.table(Written),
            store.table(Frozen),
            agents=[card.name for card in directory.cards],
            most_written=settings.most_written,
        )
        self.marking = Marking(self.catalogue, store, archive, judge)
        self.calls = Calls(
            settings,
            self.catalogue,
            directory,
            embedded,
            sessions,
            store,
            archive,
            wall_clock=wall_clock,
            then=self.marking.mark,
        )
        self.outside = OutsideCalls(
            settings.webhook_secret,
            self.calls,
            self.catalogue,
            store,
            archive,
            wall_clock=wall_clock,
            then=self.marking.mark,
        )
        self.results = Results(store.table(PracticeCall), store.table(Archived))

    async def start(self) -> None:
        """Go on with what the last run left. Raises StoreFailed."""
        await self.calls.start()
        self.marking.start()

    async def tidy(self) -> None:
        """Forget calls whose results weren't to be kept any longer."""
        gone = self.results.gone()
        if gone:
            await self._store.commit(*[Delete(PracticeCall, call.id) for call in gone])

    async def close(self) -> None:
        await self.marking.close()

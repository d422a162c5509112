"""Practice calls: begun, followed while they go on, ended for whoever scores them.

A call is a voice session with the buyer at its other end, who speaks first. Its record is there
from the start, with the version of its role play; it outlives the server, as its session does. What
became of a call is read in results.py.
"""

import uuid
from collections.abc import Callable
from contextlib import suppress

from audio.wav import HEAD_BYTES
from realtime.agents.base import Agent, Directory
from realtime.roleplay.catalogue import Catalogue
from realtime.roleplay.definition import Definition, RolePlay
from realtime.roleplay.driver import CallDriver
from realtime.roleplay.records import PracticeCall
from realtime.roleplay.settings import RolePlaySettings
from realtime.voice.driver import VoiceDriver
from realtime.voice.records import SessionRecord, Utterance
from realtime.voice.sessions import Client, VoiceSessions
from state.archive import Archive
from state.archived import RECORDING
from state.contract import ROLE_PLAY_CHANNEL
from state.errors import StoreFailed
from state.records import Delete
from state.store import Store

_MINUTE = 60.0

#: The embedded buyer of a role play, under this name.
Embedded = Callable[[Definition, str], Agent]


class Calls:
    """Made after the voice sessions, whose companions it gives. start() comes before any call."""

    def __init__(
        self,
        settings: RolePlaySettings,
        catalogue: Catalogue,
        directory: Directory,
        embedded: Embedded,
        sessions: VoiceSessions,
        store: Store,
        archive: Archive,
        *,
        wall_clock: Callable[[], float],
        then: Callable[[str], None],
    ) -> None:
        """`then` is called with the id of each call that is over."""
        self._settings = settings
        self._catalogue = catalogue
        self._directory = directory
        self._embedded = embedded
        self._sessions = sessions
        self._store = store
        self._archive = archive
        self._wall_clock = wall_clock
        self._then = then
        self._table = store.table(PracticeCall)
        self._last = max((call.number for call in self._table), default=0)
        # What the last run had recorded of calls that may go on.
        self._recorded: dict[str, int] = {}
        sessions.companions = self

    async def start(self) -> None:
        """Sort out what the last run left. Raises StoreFailed."""
        known = self._store.table(SessionRecord)
        for call in [call for call in self._table if call.status == "calling"]:
            # Killed before its session, or its transcript, was there: nobody knows of it.
            if known.get(call.id) is None:
                await self._store.commit(Delete(PracticeCall, call.id))
        for part in await self._archive.unfinished():
            if part.kind == RECORDING:
                recorded = self._table.get(part.id)
                if recorded is not None and recorded.status == "calling":
                    self._recorded[part.id] = max(0, part.size - HEAD_BYTES)
                else:
                    await self._archive.stream(RECORDING, part.id).discard()

    def check(self, role_play_id: int) -> None:
        """Whether a call of it can be begun.

        Raises RolePlayNotFound, AgentNotFound, ServerStopping, StoreFailed.
        """
        self._sessions.check_open()
        self._buyer(self._catalogue.get(role_play_id))

    def begin(
        self, role_play_id: int, client: Client, *, user: str | int, user_name: str = ""
    ) -> VoiceDriver:
        """The buyer opens; the client is told once all is safe.

        Raises what check() does, and what VoiceSessions.open does.
        """
        self._sessions.check_open()
        role_play, frozen = self._catalogue.freeze(role_play_id)
        agent = self._buyer(role_play)
        call = PracticeCall(
            id=str(uuid.uuid4()),
            number=self.next_number(),
            role_play_id=role_play.id,
            version=role_play.version,
            user=user,
            user_name=user_name,
            began_at=self._wall_clock(),
            is_embedded=not role_play.definition.agent,
        )
        self._store.commit(*frozen, call)
        try:
            driver = self._sessions.open(
                agent, client, user=user, channel=ROLE_PLAY_CHANNEL, session_id=call.id
            )
        except Exception:
            with suppress(StoreFailed):  # then the next start finds that there is no session of it
                self._store.commit(Delete(PracticeCall, call.id))
            raise
        driver.greet(role_play.definition.opening_line)
        return driver

    def go_on(self, driver: VoiceDriver) -> None:
        """Its session was resumed. Of a call whose opening nobody has heard it is said again."""
        call = self._table.get(driver.session_id)
        if call is None or self._store.table(Utterance).find("session_id", call.id):
            return
        role_play = self._catalogue.frozen(call.role_play_id, call.version)
        driver.greet(role_play.definition.opening_line)

    def next_number(self) -> int:
        """Of a call whose record is committed before anything else is: lists go by that order."""
        self._last += 1
        return self._last

    def _buyer(self, role_play: RolePlay) -> Agent:
        """Raises AgentNotFound."""
        definition = role_play.definition
        if definition.agent:
            return self._directory.get(definition.agent)
        return self._embedded(definition, f"buyer-{role_play.id}-{role_play.version}")

    def agent_of(self, record: SessionRecord) -> Agent | None:
        """The buyer, of a call; as the call began with it."""
        call = self._table.get(record.id)
        if call is None:
            return None
        return self._buyer(self._catalogue.frozen(call.role_play_id, call.version))

    def companion_of(self, record: SessionRecord) -> CallDriver | None:
        call = self._table.get(record.id)
        if call is None or call.status != "calling":
            return None
        return CallDriver(
            call,
            self._store,
            self._archive,
            is_recorded=self._settings.records_calls,
            recorded_bytes=self._recorded.pop(record.id, 0),
            wall_clock=self._wall_clock,
            limit_s=self._settings.longest_call_minutes * _MINUTE,
            out_of_time=lambda: self._sessions.finish(record.id),
            then=self._then,
        )

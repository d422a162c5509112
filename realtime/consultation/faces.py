"""The faces behind consultations: what the core's sessions are at the avatar provider's.

Each session has a stay there (realtime/avatars/stay.py): begun step by step, each on record before
the next; entered by its visitor; stopped, whatever way it ends, and again until it has stopped. And
what happens to it there by itself is told the core (as the provider's Watcher).
"""

import logging
from collections.abc import Awaitable, Callable

from realtime.avatars.base import AvatarProvider, Ending, Wanted
from realtime.avatars.stay import Stay
from realtime.consultation.desk import Desk
from realtime.consultation.driver import DeskDriver
from realtime.consultation.outputs import NotStarted, Output, StopSession
from realtime.consultation.records import AvatarSession
from realtime.consultation.sessions import is_live
from realtime.consultation.settings import ConsultationSettings
from realtime.consultation.states import EndReason, SessionState
from state.context import about
from state.errors import AvatarFailed, NoReservation, ServiceError
from state.records import Delete

logger = logging.getLogger(__name__)

FAILED = "the avatar failed; try again"

_REASONS = {
    Ending.TIME_LIMIT: EndReason.TIME_LIMIT,
    Ending.VISITOR_GONE: EndReason.VISITOR_LOST,
    Ending.AGENT_DONE: EndReason.ENDED_BY_AGENT,
}


class Faces:
    def __init__(
        self,
        settings: ConsultationSettings,
        provider: AvatarProvider,
        desk: Desk,
        driver: DeskDriver,
        *,
        now: Callable[[], float],
    ) -> None:
        self._settings = settings
        self._provider = provider
        self._desk = desk
        self._driver = driver
        self._now = now
        # Of sessions that go on, or are being begun or stopped.
        self._stays: dict[str, Stay] = {}

    def __getitem__(self, id: str) -> Stay:
        """Of a session that goes on, by our id. AvatarFailed for one that the last run left, that
        hadn't started and is being stopped."""
        if id not in self._stays:
            raise AvatarFailed(FAILED)
        return self._stays[id]

    def recover(self, outputs: list[Output]) -> None:
        """Of what the last run left, those that go on."""
        for output in outputs:
            if isinstance(output, AvatarSession) and is_live(output):
                self._new(output).resume(output.provider_session_id)
                self._provider.resume(
                    output.provider_session_id,
                    user=output.user,
                    lead_id=output.lead_id,
                    is_connected=output.is_connected,
                    kept=output.kept,
                )

    def begin(self, session: AvatarSession, wanted: Wanted, begun: Awaitable[None]) -> None:
        """`begun`: done once the session is on record."""
        stay = self._new(session)
        stay.begin(self._begin(session, stay, wanted, begun))

    def _new(self, session: AvatarSession) -> Stay:
        stay = self._stays[session.id] = self._stay(session)
        return stay

    def _stay(self, session: AvatarSession) -> Stay:
        settings = self._settings
        return Stay(
            self._provider,
            session.id,
            see_through=self._driver.see_through,
            patience_s=settings.start_s,
            stop_s=settings.stop_s,
        )

    async def _begin(
        self, session: AvatarSession, stay: Stay, wanted: Wanted, begun: Awaitable[None]
    ) -> None:
        """What it is by now is on record before the provider goes on with it."""
        settle, desk = self._driver.settle, self._desk
        try:
            await begun
            await stay.create(wanted)
            await settle(desk.created(session.id, self._provider.name, stay.session_id))
            if not desk.is_starting(session.id):
                return  # it was given up meanwhile, and is being stopped
            await stay.start(wanted)
            started = desk.started(session.id, stay.kept, now=self._now())
            if not started:
                return  # it was given up meanwhile, and is being stopped
            await settle(started)
        except Exception as error:
            # Told once the provider has nothing of it any more, and the user can try again.
            stay.fail(error if isinstance(error, ServiceError) else AvatarFailed(FAILED))
            settle(desk.failed(session.id, now=self._now()))
            if not isinstance(error, ServiceError):
                raise  # a bug: it is logged
        else:
            stay.go_on()

    def give_up_starts(self) -> None:
        """What is being started is stopped: the next run couldn't know how it went."""
        for id, stay in self._stays.items():
            session = self._desk.sessions.get(id)
            if session is not None and session.status is SessionState.STARTING:
                self._driver.see_through(self._stop(session, stay))

    async def close(self, error: ServiceError) -> None:
        """Wait for nothing any more; for good. `error`: what those get who do."""
        for stay in tuple(self._stays.values()):
            stay.fail(error)
            await stay.cancel()
            stay.give_up(error)

    # What the core wants done

    def perform(self, output: Output) -> None:
        match output:
            case StopSession(session) if session.provider not in ("", self._provider.name):
                pass  # it was left at another; nobody there can be told
            case StopSession(session):
                # Taken now: the next output may let it go.
                stay = self._stays.get(session.id) or self._stay(session)
                self._driver.see_through(self._stop(session, stay))
            case NotStarted(session):
                self._let_go(session)
            case AvatarSession(status=SessionState.DISCONNECTED):
                # No heartbeat does it now, and it has to be there when its visitor comes back.
                if (lost := self._stays.get(output.id)) is not None:
                    self._driver.go_on_with(self._keep_there(output, lost))
            case AvatarSession(status=SessionState.ENDED):
                self._let_go(output)
            case Delete():
                self._stays.pop(output.key, None)

    async def _keep_there(self, session: AvatarSession, stay: Stay) -> None:
        about(session_id=session.id, conversation_id=session.lead_id)
        await stay.keep_alive(now=self._now(), is_urgent=True)

    async def _stop(self, session: AvatarSession, stay: Stay) -> None:
        about(session_id=session.id, conversation_id=session.lead_id)
        if stay.session_id and not session.provider_session_id:
            # Its beginning may have had no time to say so; and who stops it again needs it.
            created = self._desk.created(session.id, self._provider.name, stay.session_id)
            self._driver.settle(created)
        if await stay.stop(session.provider_session_id):
            self._driver.settle(self._desk.stopped(session.id, now=self._now()))
        # Else it is tried again, when the core says so.

    def _let_go(self, session: AvatarSession) -> None:
        """Whoever waits for it to begin waits for nothing."""
        stay = self._stays.pop(session.id, None)
        if stay is None:
            return  # of the last run
        if session.end_reason in (EndReason.LEFT, EndReason.TERMINATED):
            stay.fail(NoReservation("you left"))
        stay.give_up(AvatarFailed("the avatar took too long to start; try again"))

    # What happens there by itself

    def lost(self, session_id: str) -> None:
        self._happened(session_id, self._desk.lose)

    def came(self, session_id: str) -> None:
        self._happened(session_id, self._desk.attend)

    def ended(self, session_id: str, why: Ending) -> None:
        session = self._desk.sessions.get(session_id)
        if session is not None and is_live(session):
            self._driver.settle(self._desk.end(session.id, _REASONS[why], now=self._now()))

    def died(self, session_id: str, reason: str) -> None:
        logger.warning("session %s ended at its provider's: %s", session_id, reason)
        session = self._desk.sessions.get(session_id)
        if session is not None:
            if (stay := self._stays.get(session.id)) is not None:
                stay.fail(AvatarFailed(FAILED))
            self._driver.settle(self._desk.failed(session.id, now=self._now()))

    def _happened(self, session_id: str, happen: Callable[..., list[Output]]) -> None:
        session = self._desk.sessions.get(session_id)
        if session is not None and is_live(session):
            self._driver.settle(happen(session.id, now=self._now()))

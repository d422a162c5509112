"""What is there just now, for the gauges of /metrics: read when somebody asks, on the loop."""

from dataclasses import dataclass

from handlers.drain import Drain
from handlers.limits.metrics import LimitsFigures
from handlers.watching import metrics as requests
from realtime.agents import metrics as agents
from realtime.agents.base import Directory
from realtime.consultation.consultations import Consultations
from realtime.conversations import metrics as conversations
from realtime.conversations.conversations import Conversations
from realtime.roleplay import metrics as roleplay
from realtime.roleplay.practice import Practice
from realtime.voice import metrics as voice
from realtime.voice.sessions import VoiceSessions
from state import metrics as state
from state.archive import Archive
from state.store import Store


@dataclass(frozen=True)
class Present:
    """The parts of one server."""

    version: str
    directory: Directory
    sessions: VoiceSessions
    conversations: Conversations
    consultations: Consultations
    practice: Practice
    store: Store
    archive: Archive
    drain: Drain
    limits: LimitsFigures

    def observe(self) -> None:
        """Bring all gauges up to date: those of several servers in a process are the last one's."""
        requests.BUILD.info({"version": self.version})
        requests.DRAINING.set(self.drain.is_draining)
        voice.SESSIONS.set(len(self.sessions))
        conversations.SUBSCRIBERS.set(len(self.conversations.stream))
        roleplay.WAITING.set(self.practice.marking.waiting)
        self.consultations.observe()
        self.limits.observe()
        self._observe_recognition()
        self._observe_state()

    def _observe_recognition(self) -> None:
        recognition = self.directory.recognition
        agents.WORKERS.labels("busy").set(recognition.busy)
        agents.WORKERS.labels("idle").set(recognition.idle)
        agents.WORKERS.labels("down").set(recognition.down)
        agents.WAITING.set(recognition.waiting)

    def _observe_state(self) -> None:
        store = self.store
        state.STORE_FAILED.set(store.failure is not None)
        state.BACKLOG_BYTES.set(store.backlog_bytes)
        state.JOURNAL_BYTES.set(store.journal_bytes)
        for table, size in store.sizes().items():
            state.RECORDS.labels(table).set(size)
        recorded, others = self.archive.recorded, self.archive.others
        for kind, kept in (("recordings", recorded), ("others", others)):
            state.ARCHIVE_FILES.labels(kind).set(len(kept))
            state.ARCHIVE_BYTES.labels(kind).set(kept.bytes)

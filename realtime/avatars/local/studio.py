"""Where visits are made: what all of them share, and everything that needs the optional extra.

Imported by the provider before anybody is served: importing aiortc and making its first certificate
take a third of a second.
"""

import os
from concurrent.futures import ThreadPoolExecutor

from aiortc import RTCCertificate

from realtime.agents.base import Agent
from realtime.avatars.base import Wanted
from realtime.avatars.local.peer import Peer
from realtime.avatars.local.stage import Stage
from realtime.avatars.local.subtitles import line_characters
from realtime.avatars.local.tracks import Painter, PictureTrack, SoundTrack
from realtime.avatars.local.visit import Observer, Visit
from realtime.avatars.settings import AvatarsSettings
from realtime.voice.sessions import VoiceSessions

# The first one takes 10 ms, and the loop would wait; the others 0.3 ms.
RTCCertificate.generateCertificate()


class Studio:
    def __init__(self, settings: AvatarsSettings) -> None:
        self._settings = settings
        # More than two gain nothing: a picture is drawn in 3 ms, and encoded elsewhere.
        self._painters = ThreadPoolExecutor(min(2, os.cpu_count() or 1), "avatar-painter")

    def visit(
        self,
        session_id: str,
        wanted: Wanted,
        agent: Agent,
        sessions: VoiceSessions,
        observer: Observer,
    ) -> Visit:
        settings = self._settings
        # Who asks for no avatar has the agent type's own.
        avatar_id = wanted.part.avatar_id or wanted.part.name
        stage = Stage(avatar_id, line_characters(settings.width, settings.height))

        def new_peer(visit: Visit) -> Peer:
            # A painter each: for a moment two peers may show the same stage.
            painter = Painter(avatar_id, settings.width, settings.height)
            picture = PictureTrack(
                stage, painter, self._painters, frames_per_second=settings.frames_per_second
            )
            return Peer(settings, visit, SoundTrack(stage), picture)

        return Visit(session_id, wanted, agent, sessions, observer, stage, new_peer)

    def close(self) -> None:
        """For good; waits for pictures that are being drawn."""
        self._painters.shutdown()

"""Which provider shows the faces, as `avatars.provider` says."""

import logging

from realtime.agents.base import Directory
from realtime.avatars.base import AvatarProvider
from realtime.avatars.heygen_streaming import HeyGenStreaming
from realtime.avatars.liveavatar import LiveAvatars
from realtime.avatars.local.provider import LocalAvatars
from realtime.avatars.settings import (
    AvatarsSettings,
    HeyGenStreamingSettings,
    LiveAvatarSettings,
)
from realtime.conversations.conversations import Conversations
from realtime.voice.sessions import VoiceSessions

logger = logging.getLogger(__name__)


def chosen_provider(
    local: AvatarsSettings,
    liveavatar: LiveAvatarSettings,
    heygen_streaming: HeyGenStreamingSettings,
    *,
    sessions: VoiceSessions,
    directory: Directory,
    conversations: Conversations,
) -> AvatarProvider:
    for name, unused in (("liveavatar", liveavatar), ("heygen_streaming", heygen_streaming)):
        if unused.api_key and local.provider != name:
            told = (name, local.provider, name)
            logger.warning("%s has a key, but avatars.provider is %s: set it to %s", *told)
    match local.provider:
        case "local":
            return LocalAvatars(local, sessions, directory)
        case "liveavatar":
            return LiveAvatars(liveavatar, conversations)
        case "heygen_streaming":
            return HeyGenStreaming(heygen_streaming)

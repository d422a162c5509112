"""Which provider shows the faces, as `avatars.provider` says."""

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


class NoKey(Exception):
    """Raised when the chosen provider needs a key and has none; the text says what to set."""


def chosen_provider(
    local: AvatarsSettings,
    liveavatar: LiveAvatarSettings,
    heygen_streaming: HeyGenStreamingSettings,
    *,
    sessions: VoiceSessions,
    directory: Directory,
    conversations: Conversations,
) -> AvatarProvider:
    """Raises NoKey."""
    match local.provider:
        case "local":
            return LocalAvatars(local, sessions, directory)
        case "liveavatar":
            _check_key("liveavatar", liveavatar.api_key)
            return LiveAvatars(liveavatar, conversations)
        case "heygen_streaming":
            _check_key("heygen_streaming", heygen_streaming.api_key)
            return HeyGenStreaming(heygen_streaming)


def _check_key(provider: str, api_key: str) -> None:
    if not api_key:
        raise NoKey(
            f"avatars.provider is {provider}, which needs the vendor's key:"
            f" set VIVAVOZ_{provider.upper()}_API_KEY"
        )

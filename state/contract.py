"""Numbers and names the wire promises, grouped as the interface documents group them.

Anything a client can observe and a deployment must not change lives here; what a deployment may
tune is a setting of its subsystem. The contract's spelling wins over ours.
"""

from enum import IntEnum, StrEnum

# Audio: the only format on the wire, both ways.
SAMPLE_RATE_HZ = 16_000
SAMPLE_BYTES = 2
FRAME_MS = 20
FRAME_SAMPLES = SAMPLE_RATE_HZ * FRAME_MS // 1000
FRAME_BYTES = FRAME_SAMPLES * SAMPLE_BYTES

# "Buffer size: at most 100 chunks" of the recommended 4096 bytes: 12.8 s between the socket and
# an agent that has stopped reading. Beyond it the oldest goes, so memory stays bounded.
RING_BLOCKS = 100
RING_BLOCK_BYTES = 4096

# Replies leave in frames of this length; shorter ones cost a message each, longer ones make the
# cut at a barge-in coarser.
PLAYBACK_FRAME_MS = 100

# Voice socket
MAX_MESSAGE_BYTES = 1_048_576
# More audio than this in one message is worked through in slices with other sessions in between:
# a full 1 MiB message is 24 s of audio and would hold the loop for about 10 ms.
SLICE_SECONDS = 1.0
# A reader further behind than this is closed with TRY_AGAIN_LATER; without the bound one stalled
# phone would grow the process until it dies.
OUTBOX_BYTES = 1_048_576
MAX_TEXT_CHARACTERS = 2_000
RESUME_SECONDS = 120.0
# An agent that can't let go of a session in this time is left behind: it mustn't hold a shutdown.
LET_GO_SECONDS = 5.0
TICKET_SECONDS = 30


class CloseCode(IntEnum):
    """Why the server closed a WebSocket (RFC 6455 section 7.4; 4000-4999 are ours)."""

    MESSAGE_TOO_BIG = 1009
    SERVICE_RESTART = 1012
    TRY_AGAIN_LATER = 1013
    #: The same session was resumed on another socket.
    RESUMED_ELSEWHERE = 4001


class VoiceError(StrEnum):
    """`data.error` of the voice socket's `error` message."""

    AUDIO_PROCESSING = "audio_processing_error"
    STREAM_PROCESSING = "stream_processing_error"
    DIALOGFLOW = "dialogflow_error"
    DIALOGFLOW_STREAM = "dialogflow_stream_error"
    MESSAGE_PROCESSING = "message_processing_error"
    WEBSOCKET = "websocket_error"


# The store
# Changes that wait for the disk. A disk that hangs for longer than this lasts must not take the
# process with it; at a thousand changes of 250 bytes a second it lasts four minutes.
STORE_BACKLOG_BYTES = 64 * 1_048_576

# Access
DEVELOPMENT_TOKEN_SECONDS = 3_600
ALL_SCOPES = ("conversations", "roleplays:write", "results:read")

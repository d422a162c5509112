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

    NORMAL = 1000
    #: A browser's, of a page that is left or reloaded.
    GOING_AWAY = 1001
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

# Conversations
DEFAULT_CHANNEL = "chat"
VOICE_CHANNEL = "voice"
AVATAR_CHANNEL = "avatar"
MAX_CONTENT_CHARACTERS = 10_000
# Ids of leads, messages and channels: what fits into a path segment and a log line.
NAME_PATTERN = r"^[A-Za-z0-9+][A-Za-z0-9._:@+~-]{0,127}\Z"
# No lead has the name of the stream: its conversation couldn't be read, nor its agent silenced.
LEAD_PATTERN = r"^(?!stream\Z)" + NAME_PATTERN
# What names an agent type in requests.
SLUG_PATTERN = r"^[a-z0-9][a-z0-9_-]{0,63}\Z"
# A page of a list.
PAGE_ITEMS = 50
MOST_PAGE_ITEMS = 200
# A message of 10,000 characters, each written as two \u escapes, and what is around it.
MAX_JSON_BYTES = 131_072

# The live stream
REPLAY_BYTES = 16 * 1_048_576
# A subscriber further behind than this is cut, and can come back for the rest.
SUBSCRIBER_BYTES = 1_048_576
# Frames within this time of the last write leave together.
STREAM_GATHER_SECONDS = 0.005
MOST_FILTER_VALUES = 100
# However long its token lasts, a stream ends after a day, and its client comes back.
LONGEST_STREAM_SECONDS = 86_400.0

# Consultations
# How often a client should ask for its place, by how far back it is: a thousand who ask every three
# seconds cost a third of a core, and nobody at place 500 is called within ten.
POLL_AFTER_MS = ((10, 3_000), (100, 5_000), (1_000, 10_000))
POLL_AFTER_MS_AT_MOST = 15_000
HEARTBEAT_AFTER_MS = 10_000
# How often a provider is told again to stop a session that it may still have: it may cost money.
STOP_AGAIN_SECONDS = 30.0
# A vendor that hasn't answered by then won't.
VENDOR_CALL_SECONDS = 10.0
# So long the start of the server waits to hear whether a key is good, and its stop for last words.
VENDOR_CHECK_SECONDS = 3.0
# How often a vendor is asked what was said, and whether the session goes on.
TRANSCRIPT_SECONDS = 5.0
# Who follows the queue live learns a new place so fast near its front; else as one who polls.
NEAR_THE_FRONT = 10
STREAM_POLL_SECONDS = 1.0
QUEUE_STREAM_HEARTBEAT_SECONDS = 30.0
# Tabs that follow one ticket; nobody may take all the places there are.
MOST_QUEUE_STREAMS_A_USER = 8
# Browsers' descriptions have 3 to 10 kB, with many codecs and candidates perhaps 30.
MAX_SDP_CHARACTERS = 65_536
MAX_CANDIDATE_CHARACTERS = 1_024

# Role plays
# Files have the ids below it: one that is added later is never in the way of what was written.
FIRST_WRITTEN_ROLE_PLAY = 1_000

ROLE_PLAY_CHANNEL = "role_play"
# How long the link to a call may be opened, once.
CALL_LINK_SECONDS = 300
# How long a result's page may fetch the recording by the address it was given.
RECORDING_LINK_SECONDS = 3_600
# When to ask for a result again.
RESULT_AFTER_SECONDS = 2.0
# A call from outside: an hour of it has 600 lines, with what the sender adds to each 1 MB.
MAX_WEBHOOK_BYTES = 2 * 1_048_576
# Three hours with a line every five seconds; the loop makes these of a transcript in 3 to 7 ms.
MOST_WEBHOOK_LINES = 2_000
# Nine hours of speech. All calls wait while one is scored, and this takes seconds of a core.
MOST_WEBHOOK_CHARACTERS = 500_000
# Older signatures may have been overheard.
WEBHOOK_SECONDS = 1_800

# Access
DEVELOPMENT_TOKEN_SECONDS = 3_600
CONVERSATIONS_SCOPE = "conversations"
ROLE_PLAYS_SCOPE = "roleplays:write"
#: Reads everybody's results.
RESULTS_SCOPE = "results:read"
#: Reads the figures of the server's work.
METRICS_SCOPE = "metrics"
ALL_SCOPES = (CONVERSATIONS_SCOPE, ROLE_PLAYS_SCOPE, RESULTS_SCOPE, METRICS_SCOPE)

"""Everything that can be refused or fail in a way a client is told about.

    ServiceError
    ├── BadRequest
    │   ├── UpgradeRequired
    │   ├── BadMessage
    │   ├── BadAudio
    │   │   └── AudioOverrun
    │   ├── InvalidBody
    │   ├── BadDescription
    │   └── BadCandidate
    ├── UnsupportedEncoding
    ├── NotAuthenticated
    │   └── BadCredential
    ├── NotPermitted
    │   ├── ForeignOrigin
    │   ├── ForeignHost
    │   ├── NoReservation
    │   └── NotNow
    │       ├── AlreadyQueued
    │       ├── InSession
    │       └── InCooldown
    ├── NotFound
    │   ├── AgentNotFound
    │   ├── AgentTypeNotFound
    │   ├── SessionNotFound
    │   └── RolePlayNotFound
    ├── Conflict
    ├── BodyTooLarge
    ├── HeadersTooLong
    ├── MethodNotAllowed
    ├── TooManyRequests
    ├── ServerFull
    ├── ServerStopping
    ├── TooManyStreams
    ├── QueueFull
    ├── StoreFailed
    │   └── StoreBusy
    ├── AgentFailed
    │   └── DialogflowFailed
    │       └── DialogflowStreamFailed
    ├── AvatarUnavailable
    └── AvatarFailed
        └── AvatarFull

Cores and drivers raise these and know no codes; handlers/errors.py alone gives them their form on
the wire. The message of each is written for the client that reads it: what is wrong and what to
do, never a detail of a bug.
"""


class ServiceError(Exception):
    """Base of all; raised itself only where nothing may be told."""

    #: Seconds after which the same may work; None: nobody knows.
    retry_after_s: float | None = None


class BadRequest(ServiceError):
    """Raised when a request can't be understood."""


class UpgradeRequired(BadRequest):
    """Raised when a WebSocket endpoint is asked over plain HTTP."""


class BadMessage(BadRequest):
    """Raised when a voice message is not JSON, has the wrong shape, or isn't for this session."""


class BadAudio(BadRequest):
    """Raised when audio can't be decoded or isn't whole 16-bit samples."""


class AudioOverrun(BadAudio):
    """Raised when audio arrived faster than the agent read it, so the oldest was dropped."""


class InvalidBody(BadRequest):
    """Raised when a body is JSON, but not what the endpoint takes."""


class BadDescription(BadRequest):
    """Raised when a session description isn't one, or isn't an answer to what was offered."""


class BadCandidate(BadRequest):
    """Raised when an ICE candidate isn't one."""


class UnsupportedEncoding(ServiceError):
    """Raised when a body is compressed: none is unpacked, for what comes out has no bound."""


class NotAuthenticated(ServiceError):
    """Raised when a credential is missing, used up or expired."""


class BadCredential(NotAuthenticated):
    """Raised when a credential is none that this server or its key has ever made: a guess."""


class NotPermitted(ServiceError):
    """Raised when the caller is known but may not do this."""


class ForeignOrigin(NotPermitted):
    """Raised when a browser page of an origin that isn't allow-listed calls."""


class ForeignHost(NotPermitted):
    """Raised when, in development mode, the Host header isn't this machine's own name."""


class NoReservation(NotPermitted):
    """Raised when a consultation is begun by somebody whose turn it isn't, or isn't any more."""


class NotNow(NotPermitted):
    """Raised when somebody may not join the queue now; later it may work."""

    def __init__(self, text: str, *, retry_after_s: float | None = None) -> None:
        """`retry_after_s`: when it will work; None: nobody knows."""
        super().__init__(text)
        self.retry_after_s = retry_after_s


class AlreadyQueued(NotNow):
    """Raised when somebody who waits, or is being called, joins the queue again."""


class InSession(NotNow):
    """Raised when somebody who has a consultation joins the queue."""


class InCooldown(NotNow):
    """Raised when somebody joins the queue too soon after a consultation."""


class NotFound(ServiceError):
    """Raised when the thing named doesn't exist, or isn't the caller's to see."""


class AgentNotFound(NotFound):
    """Raised when no agent has the name asked for."""


class AgentTypeNotFound(NotFound):
    """Raised when there is no consultant of the type asked for."""


class SessionNotFound(NotFound):
    """Raised when there is no such consultation or call, or none that is the caller's."""


class RolePlayNotFound(NotFound):
    """Raised when no role play has the id asked for, or none has any more."""


class Conflict(ServiceError):
    """Raised when what is asked for contradicts what is there."""


class BodyTooLarge(ServiceError):
    """Raised when a request body is larger than any endpoint takes."""


class HeadersTooLong(ServiceError):
    """Raised when a request's line and headers are longer than the server reads."""


class MethodNotAllowed(ServiceError):
    """Raised when the endpoint exists, but not with this method."""


class TooManyRequests(ServiceError):
    """Raised when a user or an address does something too often, or has too many of it."""

    def __init__(self, text: str, *, retry_after_s: float | None = None) -> None:
        super().__init__(text)
        self.retry_after_s = retry_after_s


class ServerFull(ServiceError):
    """Raised when the server has no room for another session; those it has go on."""

    def __init__(self, text: str, *, retry_after_s: float | None = None) -> None:
        super().__init__(text)
        self.retry_after_s = retry_after_s


class ServerStopping(ServiceError):
    """Raised when a session is wanted of a server that is on its way out."""

    #: Mostly the next one is there by then.
    retry_after_s = 3.0


class TooManyStreams(ServiceError):
    """Raised when as many subscribers are connected as the server takes."""


class QueueFull(ServiceError):
    """Raised when as many people wait as the server takes."""


class StoreFailed(ServiceError):
    """Raised when a change can't be kept: the disk failed, and until a restart nothing is."""


class StoreBusy(StoreFailed):
    """Raised when changes come faster than the disk takes them; later it may work."""


class AgentFailed(ServiceError):
    """Raised when an agent broke off in the middle of a turn; the turn is lost, not the session."""


class DialogflowFailed(AgentFailed):
    """Raised when Dialogflow refuses a turn, or can't be asked."""

    def __init__(self, text: str, *, is_retryable: bool = False) -> None:
        """`is_retryable`: whether the same turn may do another time."""
        super().__init__(text)
        self.is_retryable = is_retryable


class DialogflowStreamFailed(DialogflowFailed):
    """Raised when Dialogflow broke off in the middle of a turn."""


class AvatarUnavailable(ServiceError):
    """Raised when this server has no avatar to show: something must be installed or configured."""


class AvatarFailed(ServiceError):
    """Raised when the avatar's provider failed, refused, or took too long."""


class AvatarFull(AvatarFailed):
    """Raised when the avatar's provider has no room, or no credit, for another session."""

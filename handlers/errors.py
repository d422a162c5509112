"""The one table from errors to the wire: HTTP status, `error` code, and the voice socket's code.

Anything that isn't a ServiceError is a bug: it is logged with its traceback by whoever caught it,
and the client is told no detail.
"""

from dataclasses import dataclass
from http import HTTPStatus

import msgspec

from state import errors
from state.contract import VoiceError
from state.errors import ServiceError


class ErrorBody(msgspec.Struct, frozen=True):
    """What every refusal and failure is told with."""

    #: For programs.
    error: str
    #: For people: what is wrong, and what to do.
    message: str


@dataclass(frozen=True)
class Wire:
    #: `error` of an HTTP error body.
    code: str
    http: HTTPStatus
    #: `data.error` of the voice socket's `error` message.
    voice: VoiceError = VoiceError.WEBSOCKET


WIRE: dict[type[ServiceError], Wire] = {
    errors.BadRequest: Wire("bad_request", HTTPStatus.BAD_REQUEST),
    errors.UpgradeRequired: Wire("upgrade_required", HTTPStatus.UPGRADE_REQUIRED),
    errors.BadMessage: Wire("bad_message", HTTPStatus.BAD_REQUEST, VoiceError.MESSAGE_PROCESSING),
    errors.InvalidBody: Wire("invalid_body", HTTPStatus.UNPROCESSABLE_ENTITY),
    errors.BadAudio: Wire("bad_audio", HTTPStatus.BAD_REQUEST, VoiceError.AUDIO_PROCESSING),
    errors.BadDescription: Wire("bad_description", HTTPStatus.BAD_REQUEST),
    errors.BadCandidate: Wire("bad_candidate", HTTPStatus.BAD_REQUEST),
    errors.UnsupportedEncoding: Wire("unsupported_encoding", HTTPStatus.UNSUPPORTED_MEDIA_TYPE),
    errors.NotAuthenticated: Wire("not_authenticated", HTTPStatus.UNAUTHORIZED),
    errors.NotPermitted: Wire("not_permitted", HTTPStatus.FORBIDDEN),
    errors.ForeignOrigin: Wire("foreign_origin", HTTPStatus.FORBIDDEN),
    errors.ForeignHost: Wire("foreign_host", HTTPStatus.FORBIDDEN),
    errors.NoReservation: Wire("no_reservation", HTTPStatus.FORBIDDEN),
    errors.NotNow: Wire("not_now", HTTPStatus.FORBIDDEN),
    errors.AlreadyQueued: Wire("already_queued", HTTPStatus.FORBIDDEN),
    errors.InSession: Wire("in_session", HTTPStatus.FORBIDDEN),
    errors.InCooldown: Wire("in_cooldown", HTTPStatus.FORBIDDEN),
    errors.NotFound: Wire("not_found", HTTPStatus.NOT_FOUND),
    errors.AgentNotFound: Wire("agent_not_found", HTTPStatus.NOT_FOUND),
    errors.AgentTypeNotFound: Wire("agent_type_not_found", HTTPStatus.NOT_FOUND),
    errors.SessionNotFound: Wire("session_not_found", HTTPStatus.NOT_FOUND),
    errors.RolePlayNotFound: Wire("role_play_not_found", HTTPStatus.NOT_FOUND),
    errors.Conflict: Wire("conflict", HTTPStatus.CONFLICT),
    errors.BodyTooLarge: Wire("body_too_large", HTTPStatus.REQUEST_ENTITY_TOO_LARGE),
    errors.HeadersTooLong: Wire("headers_too_long", HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE),
    errors.MethodNotAllowed: Wire("method_not_allowed", HTTPStatus.METHOD_NOT_ALLOWED),
    errors.TooManyRequests: Wire(
        "too_many_requests", HTTPStatus.TOO_MANY_REQUESTS, VoiceError.MESSAGE_PROCESSING
    ),
    errors.ServerFull: Wire("server_full", HTTPStatus.SERVICE_UNAVAILABLE),
    errors.ServerStopping: Wire("server_stopping", HTTPStatus.SERVICE_UNAVAILABLE),
    errors.TooManyStreams: Wire("too_many_streams", HTTPStatus.SERVICE_UNAVAILABLE),
    errors.QueueFull: Wire("queue_full", HTTPStatus.SERVICE_UNAVAILABLE),
    errors.StoreFailed: Wire("store_failed", HTTPStatus.SERVICE_UNAVAILABLE),
    errors.StoreBusy: Wire("store_busy", HTTPStatus.SERVICE_UNAVAILABLE),
    errors.AgentFailed: Wire("agent_failed", HTTPStatus.BAD_GATEWAY, VoiceError.STREAM_PROCESSING),
    errors.DialogflowFailed: Wire(
        "dialogflow_error", HTTPStatus.BAD_GATEWAY, VoiceError.DIALOGFLOW
    ),
    errors.DialogflowStreamFailed: Wire(
        "dialogflow_stream_error", HTTPStatus.BAD_GATEWAY, VoiceError.DIALOGFLOW_STREAM
    ),
    errors.AvatarUnavailable: Wire("avatar_unavailable", HTTPStatus.SERVICE_UNAVAILABLE),
    errors.AvatarFailed: Wire("session_failed", HTTPStatus.INTERNAL_SERVER_ERROR),
    errors.AvatarFull: Wire("provider_full", HTTPStatus.INTERNAL_SERVER_ERROR),
    ServiceError: Wire("internal_error", HTTPStatus.INTERNAL_SERVER_ERROR),
}

UNKNOWN = ServiceError("something went wrong on the server; it was logged")


def wire_of(error: ServiceError) -> Wire:
    """The row of the nearest class that has one."""
    for kind in type(error).__mro__:
        if kind in WIRE:
            return WIRE[kind]
    raise AssertionError("ServiceError itself has a row")

"""Judges a visitor's answer before the peer connection sees it.

aiortc changes its transceivers and transports while it reads a description, and one that fails in
the middle leaves a connection that can't be answered any more. So whatever could fail there is
refused here, and what passes is written anew with only what was offered: one codec each, one
transport, no candidates (those go the way of trickled ones).
"""

import re
from dataclasses import dataclass

from aiortc import RTCSessionDescription
from aiortc.sdp import GroupDescription, MediaDescription, SessionDescription

from realtime.avatars.local.candidates import MOST, Heard, heard_candidate
from state.errors import BadCandidate, BadDescription

#: Browsers' answers to this offer have about 4,000 characters and 80 lines; Firefox's twice that.
MOST_CHARACTERS = 32_768
MOST_LINES = 500

_ROLES = ("client", "server")
_DIGESTS = ("sha-256", "sha-384", "sha-512")
_USER = re.compile(r"[A-Za-z0-9+/]{4,256}")
_PASSWORD = re.compile(r"[A-Za-z0-9+/]{22,256}")
_DIRECTIONS = {
    "video": ("recvonly", "inactive"),
    "audio": ("sendrecv", "recvonly", "sendonly", "inactive"),
}
_CANDIDATE = "a=candidate:"
_END = "a=end-of-candidates"


@dataclass(frozen=True)
class Answer:
    description: RTCSessionDescription
    candidates: tuple[Heard, ...]


def judge(text: str, offered: str) -> Answer:
    """The answer `text` to the offer. Raises BadDescription."""
    lines = text[: MOST_CHARACTERS + 1].splitlines()
    if len(text) > MOST_CHARACTERS or len(lines) > MOST_LINES:
        raise BadDescription("that is longer than any answer to this offer")
    candidates: dict[str, Heard] = {}  # some say them once for each section
    for line in lines:
        if line.startswith(_CANDIDATE):
            try:
                candidates[line] = heard_candidate(line.removeprefix("a="))
            except BadCandidate as error:
                raise BadDescription("a candidate in the answer isn't one") from error
    if len(candidates) > MOST:
        raise BadDescription("the answer has more candidates than any machine has")
    rest = "\r\n".join(line for line in lines if not line.startswith((_CANDIDATE, _END)))
    try:
        answer = SessionDescription.parse(rest + "\r\n")
    except Exception as error:  # noqa: BLE001 - it raises whatever its steps happen to raise
        raise BadDescription("that is no session description") from error
    offer = SessionDescription.parse(offered)
    _check_sections(answer, offer)
    for section, ours in zip(answer.media, offer.media, strict=True):
        _check_transport(section)
        _keep_what_was_offered(section, ours)
    answer.type = "answer"
    answer.origin, answer.name, answer.time, answer.host = offer.origin, "-", "0 0", None
    answer.msid_semantic = []
    answer.group = [group for group in answer.group if group.semantic == "BUNDLE"]
    description = RTCSessionDescription(sdp=str(answer), type="answer")
    return Answer(description, tuple(each for each in candidates.values() if each is not None))


def _check_sections(answer: SessionDescription, offer: SessionDescription) -> None:
    sections = [(section.kind, section.rtp.muxId) for section in offer.media]
    if [(section.kind, section.rtp.muxId) for section in answer.media] != sections:
        raise BadDescription("the answer hasn't the offer's media")
    bundles = [group for group in answer.group if group.semantic == "BUNDLE"]
    if bundles != [GroupDescription("BUNDLE", [mid for _, mid in sections])]:
        raise BadDescription("the answer must bundle all media, as the offer does")


def _check_transport(section: MediaDescription) -> None:
    ice, dtls = section.ice, section.dtls
    user, password = (ice.usernameFragment, ice.password) if ice is not None else (None, None)
    if not _USER.fullmatch(user or "") or not _PASSWORD.fullmatch(password or ""):
        raise BadDescription("the answer has no ICE credentials, or impossible ones")
    if dtls is None or dtls.role not in _ROLES:
        raise BadDescription("the answer must say setup:active or setup:passive")
    dtls.fingerprints = [each for each in dtls.fingerprints if each.algorithm.lower() in _DIGESTS]
    if not dtls.fingerprints:
        raise BadDescription("the answer has no fingerprint of a known kind")
    if section.kind != "application" and not section.rtcp_mux:
        raise BadDescription("the answer must multiplex RTCP")


def _keep_what_was_offered(section: MediaDescription, offered: MediaDescription) -> None:
    section.port, section.host, section.profile = 9, None, offered.profile
    section.rtcp_port, section.rtcp_host = 9, None
    section.msid, section.ssrc, section.ssrc_group, section.ice_options = None, [], [], None
    if section.kind == "application":
        section.fmt = offered.fmt
        section.sctpmap, section.sctpCapabilities = {}, offered.sctpCapabilities
        if section.sctp_port is None or not 0 < section.sctp_port < 65_536:
            raise BadDescription("the answer takes no data channel")
        return
    if section.direction not in _DIRECTIONS[section.kind]:
        raise BadDescription("the answer's directions don't fit the offer's")
    [codec] = offered.rtp.codecs
    if not any(
        each.mimeType.lower() == codec.mimeType.lower()
        and (each.clockRate, each.payloadType) == (codec.clockRate, codec.payloadType)
        for each in section.rtp.codecs
    ):
        raise BadDescription(f"the answer takes no {codec.name}, which is all there is")
    section.rtp.codecs, section.fmt = [codec], [codec.payloadType]
    section.rtp.headerExtensions = [
        each for each in section.rtp.headerExtensions if each in offered.rtp.headerExtensions
    ]

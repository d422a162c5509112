"""An SDP offer as the vendor's media server makes it, with nothing behind it."""

import secrets

_RTP = """\
m={kind} 9 UDP/TLS/RTP/SAVPF {payload}
c=IN IP4 0.0.0.0
a=rtcp:9 IN IP4 0.0.0.0
a=rtcp-mux
a={direction}
a=mid:{mid}
a=msid:{stream} {stream}-{kind}
a=rtpmap:{payload} {codec}
a=ssrc:{ssrc} cname:{stream}
"""
_DATA = """\
m=application 9 UDP/DTLS/SCTP webrtc-datachannel
c=IN IP4 0.0.0.0
a=mid:2
a=sctp-port:5000
a=max-message-size:262144
"""


def static_offer() -> str:
    """Valid, and unlike any other."""
    stream = f"avatar-{secrets.token_hex(4)}"
    ways_in = (
        f"a=ice-ufrag:{secrets.token_hex(2)}\n"
        f"a=ice-pwd:{secrets.token_hex(12)}\n"
        "a=ice-options:trickle\n"
        f"a=fingerprint:sha-256 {secrets.token_bytes(32).hex(':').upper()}\n"
        "a=setup:actpass\n"
        "a=candidate:1 1 udp 2130706431 127.0.0.1 9 typ host\n"
        "a=end-of-candidates\n"
    )
    sections = [
        _section("audio", 0, 111, "opus/48000/2", "sendrecv", stream),
        _section("video", 1, 96, "VP8/90000", "sendonly", stream),
        _DATA,
    ]
    text = (
        "v=0\n"
        f"o=- {secrets.randbits(62)} 1 IN IP4 127.0.0.1\n"
        "s=-\n"
        "t=0 0\n"
        "a=group:BUNDLE 0 1 2\n"
        f"a=msid-semantic:WMS {stream}\n"
    )
    return (text + "".join(each + ways_in for each in sections)).replace("\n", "\r\n")


def _section(kind: str, mid: int, payload: int, codec: str, direction: str, stream: str) -> str:
    return _RTP.format(
        kind=kind,
        mid=mid,
        payload=payload,
        codec=codec,
        direction=direction,
        stream=stream,
        ssrc=secrets.randbits(31),
    )

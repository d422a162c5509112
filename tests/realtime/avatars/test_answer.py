"""What passes for an answer, and that nothing else harms the peer that offered."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from realtime.avatars.base import Description
from realtime.avatars.local.answer import MOST_CHARACTERS, MOST_LINES, judge
from realtime.avatars.local.candidates import MOST
from state.errors import BadDescription, Conflict

# As Chromium answers: credentials and fingerprints of nobody.
TRANSPORT = """\
a=ice-ufrag:58bi
a=ice-pwd:0zT1EKhZkv8YZyj+qiQEfU2x
a=ice-options:trickle
a=fingerprint:sha-256 {digest}
a=setup:active
""".format(digest=":".join(["C2"] * 32))


def offer():
    return f"""\
v=0
o=- 1 1 IN IP4 0.0.0.0
s=-
t=0 0
a=group:BUNDLE 0 1 2
m=video 9 UDP/TLS/RTP/SAVPF 97
c=IN IP4 127.0.0.1
a=sendonly
a=extmap:1 urn:ietf:params:rtp-hdrext:sdes:mid
a=mid:0
a=rtcp-mux
a=rtpmap:97 VP8/90000
{TRANSPORT}m=audio 9 UDP/TLS/RTP/SAVPF 96
a=sendrecv
a=mid:1
a=rtcp-mux
a=rtpmap:96 opus/48000/2
{TRANSPORT}m=application 9 UDP/DTLS/SCTP webrtc-datachannel
a=mid:2
a=sctp-port:5000
a=max-message-size:262144
{TRANSPORT}"""


def answer():
    return (
        offer()
        .replace("a=sendonly", "a=recvonly")
        .replace("a=rtpmap:96 opus/48000/2", "a=rtpmap:96 opus/48000/2\na=ssrc:2992 cname:x")
        .replace("\n", "\r\n")
    )


def test_what_a_browser_answers_passes():
    judged = judge(answer(), offer())
    assert judged.description.type == "answer"
    assert judged.candidates == ()


def test_candidates_are_taken_out_of_it():
    line = "a=candidate:1 1 udp 2122194687 127.0.0.1 59211 typ host generation 0\r\n"
    judged = judge(answer().replace("a=ice-options", line + "a=ice-options", 1), offer())
    assert [each and each.port for each in judged.candidates] == [59211]
    assert "candidate" not in judged.description.sdp


def test_hidden_addresses_are_left_out():
    line = "a=candidate:1 1 udp 2122194687 5d0e6d3c.local 59211 typ host\r\n"
    judged = judge(answer().replace("a=ice-options", line + "a=ice-options", 1), offer())
    assert judged.candidates == ()


def test_only_what_was_offered_is_kept():
    more = answer().replace(
        "a=rtpmap:97 VP8/90000",
        "a=rtpmap:97 VP8/90000\r\na=rtpmap:98 rtx/90000\r\na=fmtp:98 apt=97\r\n"
        "a=extmap:200 urn:ietf:params:rtp-hdrext:sdes:mid",
    )
    kept = judge(more, offer()).description.sdp
    assert "rtx" not in kept and "extmap:200" not in kept and "VP8" in kept


WRONG = {
    "nothing": lambda text: "",
    "words": lambda text: "hello",
    "no media": lambda text: text[: text.index("m=")],
    "one section less": lambda text: text[: text.index("m=application")],
    "one section more": lambda text: text + text[text.index("m=application") :],
    "another order": lambda text: text.replace("m=video", "m=audio", 1),
    "other mids": lambda text: text.replace("a=mid:1", "a=mid:7"),
    "no bundle": lambda text: text.replace("a=group:BUNDLE 0 1 2\r\n", ""),
    "another bundle": lambda text: text.replace("BUNDLE 0 1 2", "BUNDLE 2 1 0"),
    "half a bundle": lambda text: text.replace("BUNDLE 0 1 2", "BUNDLE 0 1"),
    "no credentials": lambda text: re.sub(r"a=ice-pwd:.*\r\n", "", text),
    "a short password": lambda text: re.sub(r"a=ice-pwd:.*\r\n", "a=ice-pwd:x\r\n", text),
    "a strange user": lambda text: text.replace("a=ice-ufrag:58bi", "a=ice-ufrag:5 8"),
    "no role": lambda text: text.replace("a=setup:active\r\n", ""),
    "an offer's role": lambda text: text.replace("setup:active", "setup:actpass"),
    "an unknown role": lambda text: text.replace("setup:active", "setup:boss"),
    "no fingerprint": lambda text: re.sub(r"a=fingerprint:.*\r\n", "", text),
    "an unknown digest": lambda text: text.replace("sha-256", "md5"),
    "half a fingerprint": lambda text: re.sub(r"(a=fingerprint:sha-256).*", r"\1", text),
    "no rtcp-mux": lambda text: text.replace("a=rtcp-mux\r\n", ""),
    "video of its own": lambda text: text.replace("a=recvonly", "a=sendrecv"),
    "no direction": lambda text: text.replace("a=recvonly\r\n", ""),
    "another codec": lambda text: text.replace("VP8", "H264"),
    "another payload type": lambda text: text.replace("rtpmap:96", "rtpmap:111"),
    "no data channel": lambda text: text.replace("a=sctp-port:5000\r\n", ""),
    "an impossible port": lambda text: text.replace("sctp-port:5000", "sctp-port:99999"),
    "a candidate that isn't one": lambda text: text + "a=candidate:1 1 udp\r\n",
    "too long": lambda text: text + "a=x:" + "y" * MOST_CHARACTERS,
    "too many lines": lambda text: text + "a=x\r\n" * MOST_LINES,
    "a million characters": lambda text: "v=0\r\n" * 200_000,
}


@pytest.mark.parametrize("spoil", WRONG.values(), ids=WRONG)
def test_an_answer_that_will_not_do_is_refused(spoil):
    with pytest.raises(BadDescription):
        judge(spoil(answer()), offer())


@given(st.data())
@settings(max_examples=300, deadline=None)
def test_whatever_comes_is_an_answer_or_refused(data):
    lines = answer().splitlines()
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(lines) - 1))
        match data.draw(st.sampled_from(["drop", "twice", "spoil", "swap", "insert"])):
            case "drop":
                del lines[at]
            case "twice":
                lines.insert(at, lines[at])
            case "spoil":
                cut = data.draw(st.integers(0, len(lines[at])))
                lines[at] = lines[at][:cut] + data.draw(st.text(max_size=12))
            case "swap":
                other = data.draw(st.integers(0, len(lines) - 1))
                lines[at], lines[other] = lines[other], lines[at]
            case _:
                lines.insert(at, data.draw(st.text(max_size=40)))
        if not lines:
            break
    try:
        judged = judge("\r\n".join(lines) + "\r\n", offer())
    except BadDescription:
        return
    # What passes is an answer again, and all of it.
    assert judge(judged.description.sdp, offer()).description.sdp == judged.description.sdp


SPOILED = ("words", "no media", "other mids", "no fingerprint", "another codec", "too long")


@pytest.mark.parametrize("wrong", SPOILED)
async def test_after_a_refused_answer_a_right_one_still_connects(house, wrong):
    session_id, opening = await house.started()
    right = await house.page().answer(opening)
    with pytest.raises(BadDescription):
        await house.avatars.connect(session_id, Description("answer", WRONG[wrong](right.sdp)))
    await house.avatars.connect(session_id, right)
    await house.watcher.wait_for(("came", session_id))


async def test_an_offer_is_no_answer(house):
    session_id, opening = await house.started()
    right = await house.page().answer(opening)
    for wrong in (Description("offer", right.sdp), None):
        with pytest.raises(BadDescription):
            await house.avatars.connect(session_id, wrong)


async def test_the_same_answer_again_is_no_error(house):
    session_id, opening = await house.started()
    right = await house.page().answer(opening)
    await house.avatars.connect(session_id, right)
    await house.avatars.connect(session_id, right)
    await house.watcher.wait_for(("came", session_id))
    await house.avatars.connect(session_id, right)


async def test_another_answer_is_a_conflict(house):
    session_id, opening = await house.started()
    await house.avatars.connect(session_id, await house.page().answer(opening))
    with pytest.raises(Conflict):
        await house.avatars.connect(session_id, await house.page().answer(opening))


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=st.text(max_size=200))
def test_any_text_is_refused(text):
    with pytest.raises(BadDescription):
        judge(text, offer())


def test_an_answer_has_no_more_candidates_than_a_machine():
    line = "a=candidate:1 1 udp 2113937151 198.51.100.1 {} typ host\n"
    many = "".join(line.format(50_000 + port) for port in range(MOST + 1))
    with pytest.raises(BadDescription):
        judge(answer() + many, offer())


def test_candidates_may_be_said_once_for_each_section():
    line = "a=candidate:1 1 udp 2113937151 198.51.100.1 {} typ host\n"
    all_of_them = "".join(line.format(50_000 + port) for port in range(MOST))
    judged = judge(answer() + 3 * all_of_them, offer())
    assert len(judged.candidates) == MOST

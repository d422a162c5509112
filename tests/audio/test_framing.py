from hypothesis import given
from hypothesis import strategies as st

from audio.framing import Framer


@given(st.lists(st.binary(max_size=50)), st.integers(1, 12))
def test_frames_are_the_stream_whatever_the_pieces(pieces, frame_bytes):
    framer = Framer(frame_bytes)
    framed = b"".join(bytes(framer.push(piece)) for piece in pieces)
    stream = b"".join(pieces)
    assert framed == stream[: len(stream) - len(stream) % frame_bytes]


def test_only_whole_frames_come_out():
    framer = Framer(4)
    assert bytes(framer.push(b"abc")) == b""
    assert bytes(framer.push(b"defgh")) == b"abcdefgh"
    assert bytes(framer.push(b"i")) == b""

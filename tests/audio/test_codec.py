import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audio.codec import BadPcm, decode_pcm16, whole_samples


@given(st.binary().filter(lambda pcm: len(pcm) % 2 == 0))
def test_what_was_encoded_decodes_to_itself(pcm):
    assert decode_pcm16(base64.b64encode(pcm).decode()) == pcm


@given(st.text())
def test_any_text_decodes_to_whole_samples_or_is_refused(text):
    try:
        assert len(decode_pcm16(text)) % 2 == 0
    except BadPcm:
        pass


@pytest.mark.parametrize("text", ["AA", "A===", "AAAA AAAA", "\n", "é", "AAA-"])
def test_what_is_not_base64_is_refused(text):
    with pytest.raises(BadPcm, match="base64"):
        decode_pcm16(text)


def test_half_a_sample_is_refused_with_its_length():
    with pytest.raises(BadPcm, match="3 bytes"):
        decode_pcm16(base64.b64encode(b"abc").decode())
    with pytest.raises(BadPcm):
        whole_samples(b"a")


def test_no_text_is_no_audio():
    assert decode_pcm16("") == b""

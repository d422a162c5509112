import io
import struct
import wave

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audio.wav import BadWav, Wav, read_wav, write_wav


def by_the_standard_library(frames, *, rate=16_000, channels=1, width=2):
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(width)
        file.setframerate(rate)
        file.writeframes(frames)
    return buffer.getvalue()


@given(st.binary().map(lambda pcm: pcm[: len(pcm) // 2 * 2]), st.integers(1, 192_000))
def test_what_was_written_reads_back(pcm, rate):
    assert read_wav(write_wav(Wav(rate, pcm))) == Wav(rate, pcm)


def test_it_is_what_others_read_and_write():
    pcm = bytes(range(200))
    with wave.open(io.BytesIO(write_wav(Wav(8_000, pcm)))) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (8_000, 1, 2)
        assert file.readframes(1_000) == pcm
    assert read_wav(by_the_standard_library(pcm)) == Wav(16_000, pcm)


def test_channels_are_averaged():
    stereo = np.array([[100, 300], [-100, 100]], dtype="<i2").tobytes()
    mono = np.array([200, 0], dtype="<i2").tobytes()
    assert read_wav(by_the_standard_library(stereo, channels=2)).pcm == mono


def test_a_file_cut_short_gives_what_there_is():
    whole = write_wav(Wav(16_000, bytes(100)))
    assert len(read_wav(whole[:-31]).pcm) == 68


def test_a_size_left_open_by_a_streaming_writer_means_the_rest():
    whole = bytearray(write_wav(Wav(16_000, bytes(100))))
    whole[40:44] = b"\xff\xff\xff\xff"
    assert len(read_wav(bytes(whole)).pcm) == 100


def test_chunks_of_other_kinds_are_passed_over():
    whole = write_wav(Wav(16_000, b"abcd"))
    with_list = whole[:12] + b"LIST" + struct.pack("<I", 3) + b"abc\0" + whole[12:]
    assert read_wav(with_list) == Wav(16_000, b"abcd")


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        (b"", "RIFF"),
        (b"RIFF\0\0\0\0WAVE", "no data"),
        (b"RIFF\0\0\0\0WAVEfmt \x02\0\0\0\x01\0", "format chunk has 2"),
        (b"RIFF\0\0\0\0WAVEdata\0\0\0\0", "before the format"),
        (by_the_standard_library(b"abc", width=1), "8 bits"),
        (by_the_standard_library(b"", channels=9), "9 channels"),
        (write_wav(Wav(0, b"")), "0 Hz"),
        (b"ID3\x04" + bytes(100), "RIFF"),
    ],
)
def test_what_cannot_be_read_says_why(data, complaint):
    with pytest.raises(BadWav, match=complaint):
        read_wav(data)


@given(st.binary(max_size=200))
def test_no_bytes_break_the_reader(data):
    for candidate in (data, b"RIFF\0\0\0\0WAVE" + data, write_wav(Wav(16_000, b"ab"))[:20] + data):
        try:
            assert len(read_wav(candidate).pcm) % 2 == 0
        except BadWav:
            pass

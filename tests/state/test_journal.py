import io
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from state import journal
from state.files import BadFolder
from state.journal import (
    SCHEMA,
    Header,
    Line,
    decode_header,
    decode_line,
    encode_header,
    encode_line,
    journal_name,
    journals,
    lines_of,
    snapshot_name,
    snapshots,
)

COUNTS = st.integers(0, 10**20)
#: Whatever JSON may be: anything but a raw line break.
PAYLOADS = st.binary().map(lambda payload: payload.replace(b"\n", b""))


def sample():
    """The lines that the module's docstring shows."""
    paragraph = journal.__doc__.split("\n\n")[1]
    shown = [line.removeprefix("    ") for line in paragraph.splitlines()]
    return [f"{line}\n".encode() for line in shown if not line.startswith("|") and "{" in line]


def with_crc(rest):
    return b"%08x %b\n" % (zlib.crc32(rest), rest)


def header_line(kind, sequence, records=0):
    line = decode_line(encode_header(kind, sequence, records=records))
    assert line is not None
    return line


def found(data):
    return list(lines_of(io.BytesIO(data)))


# Lines


def test_the_documented_sample_is_what_is_written():
    header, one, two = sample()
    assert header == encode_header("journal", 0)
    assert decode_line(one) == Line(
        1, 0, b'[["put","voice_sessions",{"id":"a2da","agent":"marketplace-en"}]]'
    )
    assert decode_line(two) == Line(
        2, 1, b'[["put","utterances",{"text":"hi"}],["delete","voice_sessions","a2da"]]'
    )


@given(COUNTS, COUNTS, PAYLOADS)
def test_a_line_reads_back_as_what_it_was(sequence, durable, payload):
    line = Line(sequence, durable, payload)
    assert decode_line(encode_line(*line)) == line


@pytest.mark.parametrize("line", sample())
def test_every_change_of_a_single_byte_is_noticed(line):
    for offset in range(len(line)):
        for value in range(256):
            changed = line[:offset] + bytes([value]) + line[offset + 1 :]
            assert decode_line(changed) is None or changed == line


@pytest.mark.parametrize("line", sample())
def test_no_part_of_a_line_is_a_line(line):
    for offset in range(len(line)):
        assert decode_line(line[:offset]) is None
        assert decode_line(line[offset + 1 :]) is None


@given(st.binary() | st.binary().map(with_crc) | st.from_regex(rb"[-+ 0-9_]*").map(with_crc))
def test_any_bytes_are_either_just_what_is_written_or_no_line(data):
    line = decode_line(data)
    assert line is None or encode_line(*line) == data


@pytest.mark.parametrize("rest", [b"+1 0 []", b"1 00 []", b"1_0 0 []", b" 1 0 []", b"1", b"1 x []"])
def test_a_line_that_nobody_writes_is_none_even_with_a_good_crc(rest):
    assert decode_line(with_crc(rest)) is None


# Headers


def test_a_header_says_what_the_file_is():
    line = header_line("snapshot", 7, records=3)
    assert (line.sequence, line.durable) == (7, 7)
    assert decode_header(line, "snapshot", "snapshot-1.log") == Header("snapshot", SCHEMA, 3)


def test_a_header_of_another_kind_of_file_is_none():
    line = header_line("snapshot", 7, records=3)
    assert decode_header(line, "journal", "journal-1.log") is None


@given(st.binary() | st.sampled_from([b'[["put","a",{}]]', b'{"vivavoz":"journal"}', b'{"\xff"']))
def test_what_is_no_header_is_none(payload):
    assert decode_header(Line(0, 0, payload), "journal", "journal-1.log") is None


def test_a_newer_schema_is_refused_and_both_versions_named():
    line = Line(0, 0, b'{"vivavoz":"journal","schema":%d,"new":1}' % (SCHEMA + 41))
    with pytest.raises(BadFolder, match=rf"^journal-1\.log .*schema {SCHEMA + 41}.*to {SCHEMA}\)"):
        decode_header(line, "journal", "journal-1.log")


# Files


def test_lines_are_found_where_they_lie():
    header, one, two = sample()
    assert found(header + one + two) == [
        (0, header, decode_line(header)),
        (len(header), one, decode_line(one)),
        (len(header + one), two, decode_line(two)),
    ]


def test_an_unreadable_line_is_found_and_those_after_it_too():
    header, one, two = sample()
    assert [line.line for line in found(one[:20] + b"\n" + two)] == [None, decode_line(two)]


def test_a_line_without_its_end_is_found():
    header, one, _two = sample()
    assert found(header + one[:-1])[1] == (len(header), one[:-1], None)


@pytest.mark.parametrize("room", [1, 9, 10_000])
def test_the_room_reserved_at_the_end_is_no_line(room):
    header, one, _two = sample()
    assert found(header + one + bytes(room)) == found(header + one)
    assert found(bytes(room)) == []


@given(st.lists(st.binary() | st.sampled_from(sample())))
def test_lines_of_anything_are_its_bytes_in_order(pieces):
    data = b"".join(pieces)
    lines = found(data)
    assert [line.offset for line in lines] == [
        sum(len(before.raw) for before in lines[:index]) for index in range(len(lines))
    ]
    read = b"".join(line.raw for line in lines)
    assert data.startswith(read)
    assert not data[len(read) :].strip(b"\0")


# Names


def test_files_are_listed_by_number_and_nothing_else_is():
    names = [journal_name(10), journal_name(9), snapshot_name(3), snapshot_name(12)]
    others = [
        "journal-0.log",
        "journal-01.log",
        "journal-1.log.cut-0",
        "journal-2.log\n",
        "snapshot-4.log.new",
        "xsnapshot-4.log",
        "lock",
    ]
    assert journals(names + others) == [9, 10]
    assert snapshots(names + others) == [3, 12]

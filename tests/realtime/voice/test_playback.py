import pytest
from hypothesis import given
from hypothesis import strategies as st

from realtime.voice.playback import Frame, Heard, Piece, Playback, PlaybackState

FRAME = 3_200  # 100 ms


def playback(lead_s=0.4, backlog_s=5.0):
    return Playback(frame_ms=100, lead_s=lead_s, backlog_s=backlog_s)


def speaking(text="", sound=b"", **options):
    response = playback(**options)
    response.begin("r1")
    if text:
        response.say(text)
    response.queue(sound)
    return response


def seconds(count):
    return bytes(int(32_000 * count))


def test_a_lead_is_sent_at_once_and_then_one_frame_a_frame():
    response = speaking(sound=seconds(1))
    assert [frame.seq for frame in response.due(now=10.0)] == [0, 1, 2, 3]
    assert response.next_deadline() == pytest.approx(10.1)
    assert response.due(now=10.05) == []
    assert [frame.seq for frame in response.due(now=response.next_deadline())] == [4]


def test_frames_carry_the_sound_in_order_and_the_last_may_be_short():
    sound = bytes(range(250)) * 32
    response = speaking(sound=sound)
    response.finish()
    frames = response.due(now=10.0)
    assert frames[0] == Frame("r1", 0, sound[:FRAME])
    assert [len(frame.pcm) for frame in frames] == [FRAME, FRAME, 1_600]
    assert b"".join(frame.pcm for frame in frames) == sound


def test_a_short_frame_waits_for_the_agent_to_fill_it():
    response = speaking(sound=bytes(100))
    assert response.due(now=10.0) == []
    assert response.next_deadline() is None
    response.queue(bytes(FRAME))
    assert len(response.due(now=10.0)) == 1


def test_a_response_ends_when_it_was_heard_not_when_it_was_sent():
    response = speaking("three words here", seconds(0.3))
    response.finish()
    assert len(response.due(now=10.0)) == 3
    assert response.end_if_heard(now=10.2) is None
    assert response.next_deadline() == pytest.approx(10.3)
    assert response.end_if_heard(now=response.next_deadline()) == Heard(
        "r1", 300, "three words here"
    )
    assert response.state is PlaybackState.SILENT


def test_a_response_the_agent_may_add_to_does_not_end():
    response = speaking(sound=seconds(0.1))
    response.due(now=10.0)
    assert response.end_if_heard(now=99.0) is None
    assert response.state is PlaybackState.SPEAKING


def test_a_response_without_sound_ends_at_once():
    response = speaking("only text")
    response.finish()
    assert response.end_if_heard(now=10.0) == Heard("r1", 0, "only text")


def test_after_running_dry_the_lead_starts_anew():
    response = speaking(sound=seconds(0.1))
    response.due(now=10.0)
    response.queue(seconds(1))
    assert [frame.seq for frame in response.due(now=20.0)] == [1, 2, 3, 4]


def test_a_cut_says_how_much_was_heard():
    response = speaking("one two three four five six seven eight nine ten", seconds(1))
    response.finish()
    response.due(now=10.0)  # 400 ms sent
    heard = response.cut(now=10.25).heard
    assert heard == Heard("r1", 250, "one two")
    assert not response.is_speaking
    assert response.due(now=20.0) == []
    assert response.next_deadline() is None


def test_texts_without_sound_between_them_are_heard_together():
    response = speaking("First part.")
    response.say("Second part.")
    assert response.cut(now=10.0).heard == Heard("r1", 0, "")
    response.begin("r2")
    response.say("First part.")
    response.say("Second part.")
    response.queue(seconds(0.4))
    response.finish()
    response.due(now=20.0)
    assert response.cut(now=20.2).heard.text == "First part."


def test_of_a_sentence_still_being_made_not_all_was_heard():
    response = speaking("one two three four five six seven eight nine ten", seconds(0.4))
    response.due(now=10.0)
    assert response.cut(now=11.0).heard == Heard("r1", 400, "one")


def test_a_cut_counts_no_more_than_was_sent():
    response = speaking(sound=seconds(1))
    response.due(now=10.0)
    assert response.cut(now=30.0).heard.played_ms == 400


def test_a_cut_before_anything_was_heard():
    response = speaking("hello there")
    assert response.cut(now=10.0).heard == Heard("r1", 0, "")


def test_with_nothing_playing_there_is_nothing_to_cut():
    assert playback().cut(now=10.0) is None


def test_what_was_heard_spans_segments():
    response = speaking("First sentence.", seconds(0.2))
    response.say("Second one here.")
    response.queue(seconds(0.6))
    response.say("Never begun.")
    response.finish()
    for now in (10.0, 10.1, 10.2, 10.3, 10.4):
        response.due(now)
    assert response.cut(now=10.41).heard.text == "First sentence. Second"


def test_a_cut_gives_back_what_was_not_heard():
    sound = bytes(range(250)) * 128
    response = speaking("one two three four five six seven eight nine ten", sound)
    response.say("And more.")
    response.queue(b"more")
    response.finish()
    response.due(now=10.0)
    cut = response.cut(now=10.2504)
    assert cut.heard == Heard("r1", 250, "one two")
    assert cut.unheard == (
        Piece("three four five six seven eight nine ten", sound[250 * 32 :]),
        Piece("And more.", b"more"),
    )


def test_a_cut_of_sound_without_text_gives_back_the_sound():
    response = speaking(sound=seconds(1))
    response.due(now=10.0)
    assert response.cut(now=10.1).unheard == (Piece("", seconds(0.9)),)


def test_when_all_was_heard_a_cut_gives_nothing_back():
    response = speaking("word", bytes(3_300))
    response.finish()
    response.due(now=10.0)
    assert response.cut(now=20.0).unheard == ()


def test_the_agent_waits_when_the_backlog_is_full():
    response = speaking(sound=seconds(5))
    assert not response.has_room(0)
    response.due(now=10.0)
    assert response.has_room(0)
    assert not response.has_room(32_000)


def test_a_second_response_waits_for_the_first_to_end():
    response = speaking()
    with pytest.raises(AssertionError):
        response.begin("r2")
    assert response.response_id == "r1"


@given(
    st.lists(
        st.one_of(
            st.tuples(st.just("queue"), st.integers(0, 5_000)),
            st.tuples(st.just("wait"), st.floats(0, 1)),
        ),
        max_size=40,
    )
)
def test_nothing_is_lost_or_early_whatever_the_pace(steps):
    response, now, queued, sent = speaking(), 10.0, b"", b""
    for step, value in steps:
        if step == "queue":
            sound = bytes([len(queued) % 251]) * 2 * value
            queued += sound
            response.queue(sound)
        else:
            now += value
        for frame in response.due(now):
            sent += frame.pcm
        ahead = response.next_deadline()
        assert ahead is None or ahead > now
    response.finish()
    while (deadline := response.next_deadline()) is not None:
        now = max(now, deadline)
        sent += b"".join(frame.pcm for frame in response.due(now))
        if response.end_if_heard(now):
            break
    else:
        response.end_if_heard(now)
    assert sent == queued


@given(
    st.lists(st.integers(1, 9_000).map(lambda samples: 2 * samples), min_size=1, max_size=12),
    st.floats(0, 3),
    st.integers(0, 12),
)
def test_what_a_cut_gives_back_is_what_was_not_heard(sizes, listened_s, finished_after):
    response, now, sound = speaking(), 10.0, b""
    for number, size in enumerate(sizes):
        if number % 3:
            response.say(f"sentence {number}")
        piece = bytes((number * 7 + at) % 251 for at in range(size))
        sound += piece
        response.queue(piece)
    if finished_after:
        response.finish()
    while (deadline := response.next_deadline()) is not None and deadline <= 10.0 + listened_s:
        now = max(now, deadline)
        response.due(now)
        if response.end_if_heard(now):
            return
    cut = response.cut(10.0 + listened_s)
    unheard = b"".join(piece.pcm for piece in cut.unheard)
    assert sound[cut.heard.played_ms * 32 :] == unheard or not unheard
    texts = " ".join([cut.heard.text, *(piece.text for piece in cut.unheard)])
    assert texts.split() == " ".join(f"sentence {n}" for n in range(len(sizes)) if n % 3).split()

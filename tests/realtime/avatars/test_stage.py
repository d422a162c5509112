"""What is seen and heard at a moment, and what the page is told of it."""

import json

from realtime.avatars.local.notices import Notices
from realtime.avatars.local.speech import SILENCE
from realtime.avatars.local.stage import Stage
from realtime.voice.events import (
    AudioResponse,
    Interruption,
    InterruptionDismissed,
    Pong,
    Problem,
    ResponseEnd,
    ResponseStart,
    ResponseText,
    SpeechStarted,
    SpeechStopped,
    Transcription,
)
from state.errors import AgentFailed
from tests.speech import babble


def speaking():
    stage = Stage("", 40)
    for event in (
        ResponseStart("r1"),
        ResponseText("r1", "hello there"),
        AudioResponse(babble(0.4), "r1", 0),
    ):
        stage.tell(event)
    return stage


def listen(stage, seconds):
    return [stage.next_sound() for _ in range(round(seconds * 50))]


def test_a_reply_is_heard_and_shown():
    stage = speaking()
    assert any(frame != SILENCE for frame in listen(stage, 0.2))
    stage.scene(1.0)
    scene = stage.scene(1.1)
    assert scene.caption == "hello there" and scene.pose.mouth > 0.1


def test_an_interruption_silences_it_at_once():
    stage = speaking()
    listen(stage, 0.1)
    stage.tell(Interruption("r1", 100, "hello"))
    assert listen(stage, 0.5) == [SILENCE] * 25
    assert stage.scene(1.0).caption == ""


def test_after_a_noise_it_goes_on():
    stage = speaking()
    stage.tell(Interruption("r1", 100, "hello"))
    stage.tell(InterruptionDismissed("r1", "r2", 100))
    for event in (ResponseStart("r2"), ResponseText("r2", "there")):
        stage.tell(event)
    stage.tell(AudioResponse(babble(0.4), "r2", 0))
    assert any(frame != SILENCE for frame in listen(stage, 0.2))
    assert stage.scene(1.0).caption == "there"


def test_the_last_words_stay_for_a_moment():
    stage = speaking()
    stage.tell(ResponseEnd("r1", 400, False))
    listen(stage, 1.0)
    assert stage.scene(1.0).caption == "hello there"
    listen(stage, 1.0)
    assert stage.scene(2.0).caption == ""


def test_the_next_reply_is_not_cleared_with_the_last():
    stage = speaking()
    stage.tell(ResponseEnd("r1", 400, False))
    stage.tell(ResponseStart("r2"))
    stage.tell(ResponseText("r2", "more"))
    listen(stage, 3.0)
    assert stage.scene(1.0).caption == "more"


def test_it_pays_attention_to_who_speaks():
    stage = Stage("", 40)
    stage.tell(SpeechStarted(0))
    stage.scene(1.0)
    attentive = stage.scene(2.0).pose.brows
    stage.tell(SpeechStopped(900, "silence"))
    assert attentive > stage.scene(4.0).pose.brows


def test_a_problem_is_shown_and_goes():
    stage = Stage("", 40)
    stage.tell(Problem(AgentFailed("say it again")))
    assert stage.scene(1.0).caption == "say it again"
    listen(stage, 6.0)
    assert stage.scene(2.0).caption == ""


def told(*events):
    notices = Notices("s1")
    return [json.loads(text) for event in events for text in notices.of(event)]


def test_each_notice_has_its_id_and_its_session():
    first, second = told(SpeechStarted(0), SpeechStopped(9, "silence"))
    assert first["session_id"] == second["session_id"] == "s1"
    assert first["event_id"] != second["event_id"]


def test_the_page_is_told_of_both_sides():
    types = [
        (each["event_type"], each.get("text"))
        for each in told(
            SpeechStarted(0),
            SpeechStopped(9, "silence"),
            Transcription("hi"),
            ResponseStart("r"),
            ResponseText("r", "hello"),
            ResponseEnd("r", 9, False),
            Pong(),
        )
    ]
    assert types == [
        ("user.speak_started", None),
        ("user.speak_ended", None),
        ("user.transcription", "hi"),
        ("avatar.speak_started", None),
        ("avatar.transcription", "hello"),
        ("avatar.speak_ended", None),
    ]


def test_an_interruption_ends_its_speaking_once():
    ended = told(ResponseStart("r"), Interruption("r", 1, ""), ResponseEnd("r", 1, True))
    assert [each["event_type"] for each in ended] == ["avatar.speak_started", "avatar.speak_ended"]


def test_the_end_has_its_reason():
    assert json.loads(Notices("s1").stopped("ended"))["end_reason"] == "ended"


def test_who_has_left_is_not_listened_to_any_more():
    stage, other = Stage("", 40), Stage("", 40)
    stage.tell(SpeechStarted(0))
    stage.be_left()
    for each in (stage, other):
        each.scene(1.0)
    assert stage.scene(3.0).pose.brows == other.scene(3.0).pose.brows


def test_a_page_that_comes_in_the_middle_of_a_reply_is_told_so():
    notices = Notices("s1")
    assert notices.so_far() == []
    notices.of(ResponseStart("r1"))
    [told] = notices.so_far()
    assert json.loads(told)["event_type"] == "avatar.speak_started"


def test_after_a_reply_that_nobody_saw_end_the_next_one_is_told():
    notices = Notices("s1")
    notices.of(ResponseStart("r1"))
    notices.forget()
    assert notices.of(ResponseStart("r2"))

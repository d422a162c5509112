from realtime.agents.base import ReplyText, TurnDone
from realtime.agents.silent import SilentAgent


async def test_what_others_say_through_it_is_told_as_text():
    session = SilentAgent().open_session()
    said = [event async for event in session.say("Hello. It's me.")]
    assert said == [ReplyText("Hello. It's me."), TurnDone()]


async def test_to_what_is_said_to_it_it_has_no_answer():
    session = SilentAgent().open_session()
    assert [event async for event in session.read("hello")] == [TurnDone()]

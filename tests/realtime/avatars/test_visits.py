"""A visitor and the embedded avatar: seen, heard, told."""

import numpy as np

from realtime.agents import base as agents
from tests.speech import babble, silence


async def test_a_visitor_sees_a_face_that_moves(house):
    _, page = await house.met()
    await page.until(lambda: len(page.pictures) > 3)
    assert any((one != page.pictures[0]).any() for one in page.pictures)


async def test_a_reply_is_heard_shown_and_told(house, agent):
    agent.script = [
        agents.Transcript("hi"),
        agents.ReplyText("hello there"),
        agents.ReplyAudio(babble(1.0)),
        agents.TurnDone(),
    ]
    session_id, page = await house.met()
    (live,) = house.sessions._live.values()
    live.driver.read("hi")
    said = await page.told("avatar.transcription")
    await page.until(lambda: page.levels and max(page.levels) > 500)
    await page.told("avatar.speak_ended")
    assert said["text"] == "hello there" and said["session_id"] == session_id


async def test_the_microphone_reaches_the_agent(house, agent):
    agent.script = [agents.Transcript("something"), agents.TurnDone()]
    _, page = await house.met()
    sound = np.frombuffer(silence(0.5) + babble(1.5), np.int16)
    page.microphone.say(np.repeat(sound, 3).tobytes())
    await page.told("user.speak_started")
    await page.told("user.speak_ended")
    assert (await page.told("user.transcription"))["text"] == "something"
    assert len(agent.heard[0]) > 32_000

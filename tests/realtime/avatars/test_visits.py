"""A visitor and the embedded avatar: seen, heard, told, lost and back."""

import asyncio
import threading

import numpy as np
import pytest
from aiortc.rtp import RtcpByePacket

from realtime.agents import base as agents
from realtime.avatars.base import Candidate, Ending
from realtime.avatars.local import peer as peer_module
from realtime.conversations.records import Message
from realtime.voice import sessions as sessions_module
from realtime.voice.records import SessionRecord
from state.errors import ServiceError, StoreFailed
from tests.speech import babble, silence
from tests.waiting import until

HELLO = (
    agents.ReplyText("hello there"),
    agents.ReplyAudio(babble(1.0)),
    agents.TurnDone(),
)


def at_48_khz(pcm):
    return np.repeat(np.frombuffer(pcm, np.int16), 3).tobytes()


def driver_of(house):
    [live] = house.sessions._live.values()
    return live.driver


def is_heard(page):
    return any(level > 500 for level in page.levels)


async def test_who_was_let_in_before_a_stop_gets_through(house):
    session_id, opening = await house.started()
    house.sessions.refuse_new(limit_s=30.0)
    await house.visited(session_id, opening)
    assert driver_of(house).session_id
    assert house.sessions.running == 0  # it is counted where it was asked for


async def test_a_visitor_sees_a_face_that_moves(house):
    _, page = await house.met()
    await page.until(lambda: len(page.pictures) > 3)
    assert any((one != page.pictures[0]).any() for one in page.pictures)


async def test_a_reply_is_heard_and_told(house, agent):
    agent.script = HELLO
    session_id, page = await house.met()
    driver_of(house).read("hi")
    said = await page.told("avatar.transcription")
    await page.until(lambda: is_heard(page))
    await page.told("avatar.speak_ended")
    assert said["text"] == "hello there" and said["session_id"] == session_id


async def test_the_mouth_opens_for_a_reply(house, agent):
    agent.script = HELLO
    _, page = await house.met()
    driver_of(house).read("hi")
    # Where the mouth is, brightness falls by more than the swaying of the head makes it.
    await page.until(lambda: mouth_of(page.pictures[-1]) < mouth_of(page.pictures[0]) - 4)


def mouth_of(picture):
    height, width = picture.shape
    part = picture[int(height * 0.55) : int(height * 0.66), int(width * 0.46) : int(width * 0.54)]
    return float(part.mean())


async def test_a_reply_is_shown_as_subtitles(house, agent):
    agent.script = [agents.ReplyText("hello there"), asyncio.Event()]
    _, page = await house.met()
    driver_of(house).read("hi")
    # The band under the letters is darker than the clothes.
    await page.until(lambda: band_of(page.pictures[-1]) < band_of(page.pictures[0]) - 10)


def band_of(picture):
    height, width = picture.shape
    return float(
        picture[int(height * 0.88) : int(height * 0.93), width // 2 - 20 : width // 2 + 20].mean()
    )


async def test_an_agent_that_says_goodbye_ends_the_visit(house, agent):
    agent.script = (agents.HangUp(), *HELLO)
    session_id, page = await house.met()
    driver_of(house).read("bye")
    assert await house.watcher.wait_for(("ended", session_id, Ending.AGENT_DONE))
    assert (await page.told("session.stopped"))["end_reason"] == "ended_by_agent"


async def test_the_microphone_reaches_the_agent(house, agent):
    agent.script = [agents.Transcript("something"), agents.TurnDone()]
    _, page = await house.met()
    page.microphone.say(at_48_khz(silence(0.5) + babble(1.5)))
    await page.told("user.speak_started")
    await page.told("user.speak_ended")
    assert (await page.told("user.transcription"))["text"] == "something"
    assert len(agent.heard[0]) > 32_000


async def test_a_microphone_that_was_unplugged_is_heard_again(house):
    _, page = await house.met()
    [sender] = [each for each in page.connection.getSenders() if each.track is page.microphone]
    await sender.transport._send_rtp(bytes(RtcpByePacket(sources=[sender._ssrc])))
    page.microphone.say(at_48_khz(silence(0.5) + babble(1.5)))
    await page.told("user.speak_started")


async def test_who_speaks_over_a_reply_silences_it(house, agent):
    agent.script = [agents.ReplyText("on and on"), agents.ReplyAudio(babble(30.0))]
    _, page = await house.met()
    driver_of(house).read("hi")
    await page.until(lambda: is_heard(page))
    page.microphone.say(at_48_khz(babble(3.0)))
    await page.told("avatar.speak_ended")
    heard = len(page.levels)
    await page.until(lambda: len(page.levels) > heard + 40)
    assert max(page.levels[heard + 20 :]) < 50


async def test_what_is_said_belongs_to_the_avatar_channel(house, agent):
    agent.script = [agents.Transcript("hi"), *HELLO]
    _, page = await house.met()
    driver_of(house).read("hi")
    await page.told("avatar.speak_ended")
    [conversation] = [house.conversations.log.find("lead-7")]
    assert conversation.channel == "avatar"
    assert {each.role for each in house.store.table(Message)} == {"user", "assistant"}


async def test_a_persons_words_are_spoken_and_told(house, agent):
    agent.voice = [agents.ReplyAudio(babble(0.5))]
    _, page = await house.met()
    house.conversations.post("lead-7", id="m1", role="human", content="a person here")
    assert (await page.told("avatar.transcription"))["text"] == "a person here"
    await page.until(lambda: is_heard(page))
    assert agent.said == ["a person here"]


async def test_until_the_media_comes_there_is_no_voice_session(house):
    await house.started()
    assert len(house.sessions) == 0
    assert not list(house.store.table(SessionRecord))


async def test_a_page_that_closes_is_lost_and_its_conversation_waits(house):
    session_id, page = await house.met()
    await page.close()
    await house.watcher.wait_for(("lost", session_id))
    assert len(house.sessions) == 1


async def test_a_reloaded_page_goes_on_with_the_conversation(house):
    session_id, page = await house.met()
    voice = driver_of(house)
    again = house.page()
    opening = await house.avatars.renew(session_id)
    await house.avatars.connect(session_id, await again.answer(opening))
    await again.until(lambda: len(again.pictures) > 1)
    await page.until(lambda: page.state == "closed")
    assert driver_of(house) is voice
    assert ("lost", session_id) not in house.watcher.events


async def test_who_comes_back_after_being_lost_goes_on_with_the_conversation(house, agent):
    session_id, page = await house.met()
    voice = driver_of(house)
    await until(lambda: voice.record.resume_digests)
    await page.close()
    await house.watcher.wait_for(("lost", session_id))
    house.watcher.events.clear()
    again = house.page()
    await house.avatars.connect(
        session_id, await again.answer(await house.avatars.renew(session_id))
    )
    await house.watcher.wait_for(("came", session_id))
    assert driver_of(house) is voice
    agent.script = HELLO
    voice.read("hi")
    await again.told("avatar.transcription")


async def test_who_was_lost_in_a_reply_is_told_of_the_next_one(house, agent):
    agent.script = [agents.ReplyText("on and on"), agents.ReplyAudio(babble(30.0))]
    session_id, page = await house.met()
    voice = driver_of(house)
    await until(lambda: voice.record.resume_digests)
    voice.read("hi")
    await page.told("avatar.speak_started")
    await page.close()
    await house.watcher.wait_for(("lost", session_id))
    house.watcher.events.clear()
    again = house.page()
    await house.avatars.connect(
        session_id, await again.answer(await house.avatars.renew(session_id))
    )
    await house.watcher.wait_for(("came", session_id))
    agent.script = HELLO
    voice.read("hi")
    await again.told("avatar.speak_started")


async def test_who_comes_back_too_late_goes_on_in_the_same_conversation(house, monkeypatch):
    monkeypatch.setattr(sessions_module, "RESUME_SECONDS", 0.0)
    session_id, page = await house.met()
    before = driver_of(house)
    await page.close()
    await house.watcher.wait_for(("lost", session_id))
    await until(lambda: not len(house.sessions))
    house.watcher.events.clear()
    again = house.page()
    await house.avatars.connect(
        session_id, await again.answer(await house.avatars.renew(session_id))
    )
    await house.watcher.wait_for(("came", session_id))
    assert driver_of(house) is not before
    assert driver_of(house).record.lead_id == before.record.lead_id


async def test_the_same_offer_until_it_is_answered(house):
    session_id, opening = await house.started()
    assert await house.avatars.renew(session_id) == opening
    page = house.page()
    await house.avatars.connect(session_id, await page.answer(opening))
    assert await house.avatars.renew(session_id) != opening


async def test_candidates_may_come_before_the_answer(house):
    session_id, opening = await house.started()
    page = house.page()
    answer = await page.answer(opening)
    lines = answer.sdp.splitlines()
    for line in lines:
        if line.startswith("a=candidate:"):
            await house.avatars.add_candidate(session_id, Candidate(line[2:], "0", 0))
    await house.avatars.add_candidate(session_id, None)
    bare = "\r\n".join(line for line in lines if "candidate" not in line) + "\r\n"
    await house.avatars.connect(session_id, type(answer)("answer", bare))
    await house.watcher.wait_for(("came", session_id))


async def test_without_any_candidate_the_visitors_own_checks_do(house):
    session_id, opening = await house.started()
    answer = await house.page().answer(opening)
    hidden = Candidate("candidate:1 1 udp 2113937151 5d0e6d3c.local 51111 typ host", "0", 0)
    await house.avatars.add_candidate(session_id, hidden)
    await house.avatars.add_candidate(session_id, Candidate(""))
    lines = [line for line in answer.sdp.splitlines() if "candidate" not in line]
    await house.avatars.connect(session_id, type(answer)("answer", "\r\n".join(lines) + "\r\n"))
    await house.watcher.wait_for(("came", session_id))


async def test_a_page_is_told_that_its_session_was_stopped(house):
    session_id, page = await house.met()
    await house.avatars.stop(session_id)
    assert (await page.told("session.stopped"))["end_reason"] == "ended"
    await until(lambda: not len(house.sessions))


async def test_one_that_is_stopped_while_it_is_lost_ends_its_voice_session(house):
    session_id, page = await house.met()
    voice = driver_of(house)
    await until(lambda: voice.record.resume_digests)
    await page.close()
    await house.watcher.wait_for(("lost", session_id))
    await house.avatars.stop(session_id)
    assert len(house.sessions) == 0


async def test_a_stopped_session_leaves_nothing(house):
    before = {thread.name for thread in threading.enumerate()}
    tasks = len(asyncio.all_tasks())
    session_id, page = await house.met()
    await page.until(lambda: len(page.pictures) > 1)
    driver = driver_of(house)
    await house.avatars.stop(session_id)
    await driver.ended()
    await page.close()
    await until(lambda: len(asyncio.all_tasks()) == tasks)
    await house.avatars.close()
    left = {thread.name for thread in threading.enumerate()} - before
    assert not [name for name in left if not name.startswith("asyncio")]


async def test_a_session_stopped_while_it_connects_leaves_nothing(house):
    session_id, opening = await house.started()
    answer = await house.page().answer(opening)
    [media, *_] = house.avatars._here[session_id]._offered._connection.getSenders()
    ice = media.transport.transport._connection
    await house.avatars.connect(session_id, answer)
    # Where aioice has found its way, and hasn't noticed.
    await until(lambda: ice._check_list_done)
    await house.avatars.stop(session_id)
    await until(lambda: ice._query_consent_task is not None)
    await until(lambda: ice._query_consent_task.done())


async def test_an_offer_that_nobody_takes_up_leaves_no_socket(house):
    session_id, _ = await house.started()
    visit = house.avatars._here[session_id]
    connection = visit._offered._connection
    await house.avatars.stop(session_id)
    assert connection.connectionState == "closed"


async def test_an_answer_whose_media_never_comes_is_given_up(house, monkeypatch):
    monkeypatch.setattr(peer_module, "CONNECTING_SECONDS", 0.0)
    session_id, opening = await house.started()
    page = house.page()
    answer = await page.answer(opening)
    nobody = answer.sdp.replace("127.0.0.1", "192.0.2.1")
    await page.close()
    await house.avatars.connect(session_id, type(answer)("answer", nobody))
    visit = house.avatars._here[session_id]
    await until(lambda: visit._offered is None)
    assert await house.avatars.renew(session_id) != opening


@pytest.mark.logs("broke")
async def test_what_breaks_ends_its_own_session_only(house, agent):
    agent.script = HELLO
    other_id, other = await house.met(user=8, lead_id="lead-8")
    house.watcher.events.clear()
    session_id, page = await house.met()
    visit = house.avatars._here[session_id]
    driver = visit._driver

    def break_down(pcm):
        raise RuntimeError("a bug")

    visit._driver.receive = break_down
    page.microphone.say(at_48_khz(babble(0.2)))
    await house.watcher.wait_for(("died", session_id))
    await driver.ended()
    driver_of(house).read("hi")
    await other.told("avatar.speak_started")
    assert ("died", other_id) not in house.watcher.events


@pytest.mark.logs("broke")
async def test_a_connection_that_breaks_while_it_is_made_ends_the_session(house, monkeypatch):
    async def break_down(*_):
        raise RuntimeError("a bug")

    session_id, opening = await house.started()
    page = house.page()
    answer = await page.answer(opening)
    peer = house.avatars._here[session_id]._offered
    transport = peer._connection.getSenders()[0].transport.transport
    monkeypatch.setattr(transport, "start", break_down)
    await house.avatars.connect(session_id, answer)
    await house.watcher.wait_for(("died", session_id))


async def test_a_voice_session_that_cannot_be_had_ends_the_avatars(house, monkeypatch):
    def refuse(*_, **__):
        raise StoreFailed("the disk is full")

    session_id, opening = await house.started()
    monkeypatch.setattr(house.sessions, "open", refuse)
    page = house.page()
    await house.avatars.connect(session_id, await page.answer(opening))
    await house.watcher.wait_for(("died", session_id))
    with pytest.raises(ServiceError):
        await house.avatars.renew(session_id)


async def test_closing_tells_every_page(house):
    _, page = await house.met()
    await house.avatars.close()
    assert (await page.told("session.stopped"))["end_reason"] == "shutdown"


async def test_the_voice_sessions_may_close_first(house):
    session_id, page = await house.met()
    await house.sessions.close()
    assert (await page.told("session.stopped"))["end_reason"] == "shutdown"
    assert ("died", session_id) not in house.watcher.events

"""The stand-in does what is known of Streaming v1."""

import pytest
from aiortc.sdp import SessionDescription

from realtime.avatars.base import Opening
from tests.heygen_fake.clients import ANSWER, CANDIDATE
from tests.realtime.avatars.visitors import Page, offer_loopback

# Making and starting


async def test_a_streaming_token_comes_in_an_envelope_of_its_own(streaming):
    _, client = await streaming()
    made = (await client.do("create_token")).json()
    assert made["error"] is None and "code" not in made and made["data"]["token"]


async def test_a_new_session_brings_an_offer_and_ice_servers(streaming):
    fake, client = await streaming()
    made = await client.do("new", quality="low", activity_idle_timeout=60)
    assert made.json()["code"] == 100
    data = made.json()["data"]
    assert data["sdp"]["type"] == "offer"
    assert set(data["ice_servers2"][0]) == {"urls", "username", "credential"}
    offer = SessionDescription.parse(data["sdp"]["sdp"])
    assert [each.kind for each in offer.media] == ["audio", "video", "application"]
    for media in offer.media:
        assert media.ice is not None and media.ice.usernameFragment
        assert media.dtls is not None and media.ice_candidates
    assert len(fake.running()) == 1  # before anybody answered


async def test_no_two_offers_are_alike(streaming):
    _, client = await streaming()
    assert (await client.made())["sdp"] != (await client.made())["sdp"]


async def test_version_2_has_a_room_in_place_of_an_offer(streaming):
    _, client = await streaming()
    made = await client.made(version="v2")
    assert made["sdp"] is None and made["ice_servers2"] is None and made["url"]


async def test_a_token_is_good_for_one_session_and_all_its_calls(streaming):
    _, client = await streaming()
    token = (await client.do("create_token")).json()["data"]["token"]
    made = (await client.post("/v1/streaming.new", {}, token=token)).json()["data"]
    assert (await client.post("/v1/streaming.new", {}, token=token)).status_code == 400
    body = {"session_id": made["session_id"]}
    assert (await client.post("/v1/streaming.stop", body, token=token)).status_code == 200


@pytest.mark.parametrize("call", ["new", "start", "ice", "stop", "keep_alive", "create_token"])
async def test_without_a_right_key_nothing_is_done(streaming, call):
    _, client = await streaming()
    refused = await client.post(f"/v1/streaming.{call}", {}, key="another", token="liveavatar's")
    assert (refused.status_code, refused.json()["code"]) == (401, 400112)


async def test_candidates_may_come_before_the_answer(streaming):
    fake, client = await streaming()
    session_id = (await client.made())["session_id"]
    told = await client.do("ice", session_id=session_id, candidate=CANDIDATE)
    assert told.status_code == 200
    assert (await client.do("start", session_id=session_id, sdp=ANSWER)).status_code == 200
    session = fake.sessions[session_id]
    assert session.candidates == [CANDIDATE] and session.answer == ANSWER["sdp"]


@pytest.mark.parametrize("sdp", [None, {"type": "offer", "sdp": "v=0"}, {"type": "answer"}])
async def test_what_is_no_answer_starts_nothing(streaming, sdp):
    fake, client = await streaming()
    session_id = (await client.made())["session_id"]
    assert (await client.do("start", session_id=session_id, sdp=sdp)).status_code == 400
    assert fake.sessions[session_id].starts == 0


async def test_a_session_starts_once(streaming):
    fake, client = await streaming()
    session_id = await client.connected()
    refused = await client.do("start", session_id=session_id, sdp=ANSWER)
    assert refused.status_code == 400
    assert refused.json()["message"] == "session state wrong: connected"
    assert fake.sessions[session_id].starts == 2


async def test_what_is_over_is_in_the_wrong_state(streaming):
    fake, client = await streaming()
    session_id = await client.connected()
    fake.end(session_id, "SERVER_ERROR")
    refused = await client.do("keep_alive", session_id=session_id)
    assert refused.json() == {"code": 10005, "message": "session state wrong: closed"}


@pytest.mark.parametrize("code", [10004, 10007])
async def test_a_full_house_is_400_by_one_number_or_another(streaming, code):
    fake, client = await streaming(limit=2, concurrency_code=code)
    await client.made()
    fake.foreign_session()
    refused = await client.do("new")
    assert refused.status_code == 400
    assert refused.json() == {"code": code, "message": "Concurrent limit reached"}


async def test_unknown_avatars_and_idle_limits_out_of_bounds_are_refused(streaming):
    fake, client = await streaming(avatars=["Ann"])
    assert (await client.do("new", avatar_id="Bob")).json()["message"] == "avatar not found"
    for seconds in (29, 3601, "60"):
        refused = await client.do("new", avatar_id="Ann", activity_idle_timeout=seconds)
        assert refused.json()["code"] == 400175
    assert fake.sessions == {}


# Going on and ending


@pytest.mark.parametrize("asked, lasts", [({}, 120), ({"activity_idle_timeout": 30}, 30)])
async def test_a_session_ends_idle_whether_or_not_it_was_answered(streaming, clock, asked, lasts):
    fake, client = await streaming()
    await client.made(**asked)
    await client.connected(**asked)
    clock.now += lasts - 1
    assert len(fake.running()) == 2
    clock.now += 1
    assert fake.running() == []
    assert {each.end_reason for each in fake.sessions.values()} == {"IDLE_TIMEOUT"}


@pytest.mark.parametrize(
    "call, body",
    [("keep_alive", {}), ("task", {"text": "Say this."}), ("start", {"sdp": ANSWER})],
    ids=["keep_alive", "task", "start"],
)
async def test_what_is_done_with_it_puts_off_the_idle_end(streaming, clock, call, body):
    fake, client = await streaming()
    make = client.connected() if call == "task" else client.made()
    made = await make
    session_id = made if isinstance(made, str) else made["session_id"]
    clock.now += 119
    assert (await client.do(call, session_id=session_id, **body)).status_code == 200
    clock.now += 119
    assert len(fake.running()) == 1


async def test_a_v1_session_is_stopped_once(streaming):
    fake, client = await streaming()
    session_id = await client.connected()
    assert (await client.do("stop", session_id=session_id)).status_code == 200
    assert fake.running() == []
    again = await client.do("stop", session_id=session_id)
    assert again.status_code == 400
    told = f"Session does not exist. SessionID: {session_id}"
    assert again.json() == {"code": 400004, "message": told}
    assert fake.sessions[session_id].stops == 2


async def test_the_list_has_who_is_connected(streaming):
    fake, client = await streaming()
    await client.made()
    session_id = await client.connected()
    foreign = fake.foreign_session()
    listed = (await client.get("/v1/streaming.list")).json()["data"]["sessions"]
    assert [(each["session_id"], each["status"]) for each in listed] == [
        (session_id, "connected"),
        (foreign, "connected"),
    ]


async def test_the_list_can_have_ghosts(streaming):
    fake, client = await streaming()
    session_id = await client.connected()
    await client.do("stop", session_id=session_id)
    fake.ghosts.add(session_id)
    (listed,) = (await client.get("/v1/streaming.list")).json()["data"]["sessions"]
    assert (listed["session_id"], listed["status"]) == (session_id, "connected")
    assert (await client.do("stop", session_id=session_id)).json()["code"] == 400004


async def test_the_avatars_can_be_had(streaming):
    _, client = await streaming(avatars=["Ann"])
    (avatar,) = (await client.get("/v1/streaming/avatar.list")).json()["data"]
    assert (avatar["avatar_id"], avatar["status"]) == ("Ann", "ACTIVE")


async def test_only_who_is_connected_speaks(streaming):
    fake, client = await streaming()
    session_id = (await client.made())["session_id"]
    refused = await client.do("task", session_id=session_id, text="Hello.")
    assert refused.json()["message"] == "session state wrong: new"
    assert (await client.do("interrupt", session_id=session_id)).status_code == 400
    assert fake.sessions[session_id].tasks == []


async def test_real_media_reach_who_answers_and_end_with_the_session(streaming, monkeypatch):
    fake, client = await streaming(media=True)
    offer_loopback(monkeypatch)
    page = Page()
    made = await client.made()
    answer = await page.answer(Opening(made))
    body = {"session_id": made["session_id"], "sdp": {"type": "answer", "sdp": answer.sdp}}
    assert (await client.do("start", **body)).status_code == 200
    await page.until(lambda: len(page.pictures) > 2 and any(page.levels))
    assert (page.pictures[0] != page.pictures[-1]).any()
    await client.do("stop", session_id=made["session_id"])
    await page.until(lambda: page.state == "closed")
    await page.close()

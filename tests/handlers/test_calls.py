"""Practice calls over real sockets: link, call, end."""

import pytest

from realtime.agents import base as agents
from realtime.roleplay.records import PracticeCall
from realtime.roleplay.settings import RolePlaySettings
from state.contract import CALL_LINK_SECONDS, CloseCode
from tests.figures import Growth
from tests.handlers.conftest import serving
from tests.handlers.seller import TURNS, Seller, answer
from tests.handlers.talker import data_of
from tests.waiting import until

pytestmark = pytest.mark.usefixtures("forked_workers")

OPENING = "Hi, this is Karen Doyle. I have about fifteen minutes before my next meeting."


@pytest.fixture
async def server(serve):
    server = serve(development=False)
    server.agent.voice = (agents.ReplyAudio(bytes(6_400)),)
    return server


@pytest.fixture
def seller(server):
    return Seller(server)


# The link


async def test_a_link_leads_to_the_voice_socket(server, seller):
    told, link = await seller.call("POST", "/role_plays/2/get_agent_link", "")
    assert told.code == 200 and link["expires_in"] == CALL_LINK_SECONDS
    assert link["signed_url"].startswith(f"ws://{server.host}/ws/voice-chat?link=")


async def test_existing_front_ends_learn_the_case_with_their_link(seller):
    body = {"case_setup_id": 2}
    told, link = await seller.call("POST", "/role_plays_session/get_agent_link", body)
    role_play = await seller.get("/role_plays/2")
    case = link["case_data"]
    assert told.code == 200 and link["signed_url"]
    assert case == {
        "case_setup_id": 2,
        "training_name": role_play["title"],
        "training_objective": role_play["objective"],
        "salesperson_instructions": role_play["salesperson"]["instructions"],
        "salesperson_desired_tone_and_mood": role_play["salesperson"]["tone_and_mood"],
        "salesperson_desired_behaviors": role_play["salesperson"]["desired_behaviors"],
        "salesperson_undesired_behaviors": role_play["salesperson"]["undesired_behaviors"],
        "salesperson_success_criteria": role_play["salesperson"]["success_criteria"],
        "elevenlabs_agent_id": role_play["elevenlabs_agent_id"],
    }


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        ({}, {"loc": ["body", "case_setup_id"], "type": "value_error.missing"}),
        ({"case_setup_id": "2"}, {"loc": ["body", "case_setup_id"], "type": "type_error.integer"}),
        ([], {"loc": ["body"], "type": "type_error.dict"}),
    ],
)
async def test_their_wrong_requests_are_told_as_they_know_it(seller, body, detail):
    told, refused = await seller.call("POST", "/role_plays_session/get_agent_link", body)
    [found] = refused["detail"]
    assert told.code == 422 and found.pop("msg") and found == detail


@pytest.mark.parametrize("path", ["/role_plays/99/get_agent_link", "/role_plays/x/get_agent_link"])
async def test_there_is_no_link_to_a_role_play_that_is_not_there(seller, path):
    told, refused = await seller.call("POST", path, "")
    assert (told.code, refused["error"]) == (404, "role_play_not_found")


async def test_there_is_no_case_of_a_role_play_that_is_not_there(seller):
    body = {"case_setup_id": 99}
    told, refused = await seller.call("POST", "/role_plays_session/get_agent_link", body)
    assert (told.code, refused["error"]) == (404, "role_play_not_found")


async def test_links_are_for_who_signed_in(server):
    told = await server.fetch("/role_plays/2/get_agent_link", method="POST", body="")
    assert told.code == 401


async def test_a_link_opens_one_call(server, seller):
    link = await seller.link()
    await server.connect(link)
    told = await server.fetch(f"/ws/voice-chat{link}", headers={"Upgrade": "websocket"})
    assert told.code == 401


async def test_a_link_expires(server, seller):
    link = await seller.link()
    server.later(CALL_LINK_SECONDS)
    told = await server.fetch(f"/ws/voice-chat{link}", headers={"Upgrade": "websocket"})
    assert told.code == 401


async def test_a_forged_link_opens_nothing(server, seller):
    link = await seller.link()
    forged = link[:-1] + ("A" if link[-1] != "A" else "B")
    for query in (forged, "?link=", "?link=x"):
        told = await server.fetch(f"/ws/voice-chat{query}", headers={"Upgrade": "websocket"})
        assert told.code == 401


async def test_a_ticket_for_the_voice_socket_is_no_link(server, seller):
    _, ticket = await seller.call("POST", "/ws/voice-chat/ticket", "")
    query = f"?link={ticket['ticket']}"
    told = await server.fetch(f"/ws/voice-chat{query}", headers={"Upgrade": "websocket"})
    assert told.code == 401


async def test_a_link_to_a_role_play_deleted_since_opens_nothing(server, seller):
    link = await seller.link()
    writer = Seller(server, scope="roleplays:write")
    await writer.call("DELETE", "/role_plays/2")
    told = await server.fetch(f"/ws/voice-chat{link}", headers={"Upgrade": "websocket"})
    assert told.code == 404


# The call


async def test_the_buyer_speaks_first(server, seller):
    talker = await server.connect(await seller.link())
    await talker.start()
    told = await talker.until("response_end")
    role_play = server.practice.catalogue.get(2).definition
    assert data_of(told, "response_text")[0]["text"] == role_play.opening_line
    assert data_of(told, "response_start")[0]["role"] == "assistant"


async def test_the_call_is_the_salesperson_s(server, seller):
    call_id = await seller.practise()
    told, refused = await Seller(server, user=8).call("GET", f"/sessions/{call_id}")
    assert (told.code, refused["error"]) == (404, "session_not_found")
    everybodys = Seller(server, user=8, scope="results:read")
    assert (await everybodys.get(f"/sessions/{call_id}"))["id"] == call_id


async def test_a_call_ends_in_a_result(seller):
    ended = Growth("practice_calls_ended_total", reason="salesperson")
    ready = Growth("practice_results_total", status="ready")
    call_id = await seller.practise(replies=["Twelve people.", "We lose count.", "It is pricey."])
    result = await seller.result(call_id)
    assert result["status"] == "ready" and result["ended_by"] == "salesperson"
    assert (ended(), ready()) == (1, 1)
    assert result["agent_id"] == 2 and 0 <= result["spin_metrics"]["overallScore"] <= 100
    assert f"Vendedor: {TURNS[0]}" in result["transcript"]
    assert [line["who"] for line in result["lines"]][:3] == ["buyer", "salesperson", "buyer"]


async def test_who_hangs_up_as_the_buyer_ends_the_call(server, seller):
    talker = await seller.begin()
    await seller.talk(talker, TURNS[:3])
    server.agent.script = (*answer("Goodbye.")[:-1], agents.HangUp(), agents.TurnDone())
    talker.send("text", text=TURNS[3])
    told = await talker.until("session_end")
    assert told[-1]["data"]["reason"] == "ended_by_agent"
    assert told[-1]["session_id"] == talker.session_id
    assert (await seller.result(talker.session_id))["ended_by"] == "buyer"


async def test_too_little_speech_gets_no_score_and_says_why(seller):
    call_id = await seller.practise(turns=("Hello.",))
    result = await seller.result(call_id)
    assert result["status"] == "unscored" and result["status_reason"]
    assert result["spin_metrics"] is None and "Hello." in result["transcript"]


async def test_a_call_in_which_nobody_spoke_is_unscored(server, seller):
    server.agent.voice = ()
    talker = await server.connect(await seller.link())
    await talker.start()
    result = await seller.result(await seller.hang_up(talker))
    assert result["status"] == "unscored"


async def test_a_call_keeps_the_version_it_began_with(server, seller):
    talker = await seller.begin()
    writer = Seller(server, scope="roleplays:write")
    changed = await writer.get("/role_plays/2")
    version = changed.pop("version")
    del changed["id"]
    await writer.call("PUT", "/role_plays/2", changed | {"title": "Another"})
    await seller.talk(talker)
    result = await seller.result(await seller.hang_up(talker))
    assert result["agent_version"] == version and result["title"] != "Another"


async def test_a_deleted_role_play_s_calls_keep_their_results(server, seller):
    call_id = await seller.practise()
    await Seller(server, scope="roleplays:write").call("DELETE", "/role_plays/2")
    assert (await seller.result(call_id))["status"] == "ready"


async def test_a_call_ends_at_its_time_limit(serve):
    server = serve(development=False, roleplay=RolePlaySettings(longest_call_minutes=0.01))
    seller = Seller(server)
    talker = await server.connect(await seller.link())
    await talker.start()
    told = await talker.until("session_end")
    assert told[-1]["data"]["reason"] == "time_limit"
    assert (await seller.result(talker.session_id))["ended_by"] == "time_limit"


async def test_a_dropped_call_is_scored_on_what_there_is(server, seller, monkeypatch):
    monkeypatch.setattr("realtime.voice.sessions.RESUME_SECONDS", 0.01)
    talker = await seller.begin()
    await seller.talk(talker)
    talker.vanish()
    result = await seller.result(talker.session_id)
    assert result["ended_by"] == "dropped" and result["status"] == "ready"


async def test_a_call_that_was_cut_off_goes_on(server, seller):
    talker = await server.connect(await seller.link())
    start = await talker.start()
    await talker.until("response_end")
    await seller.talk(talker, TURNS[:2])
    talker.vanish()
    _, ticket = await seller.call("POST", "/ws/voice-chat/ticket", "")
    query = (
        f"?ticket={ticket['ticket']}&session_id={talker.session_id}"
        f"&resume_token={start['resume_token']}"
    )
    again = await server.connect(query)
    assert (await again.start())["resumed"]
    await seller.talk(again, TURNS[2:])
    result = await seller.result(await seller.hang_up(again))
    assert all(turn in result["transcript"] for turn in TURNS)


# What lasts


async def left(path, turns):
    """A server that stops in the middle of a call: the call's id, and the token that resumes it."""
    async with serving(path) as serve:
        server = serve(development=False)
        server.agent.voice = (agents.ReplyAudio(bytes(6_400)),)
        seller = Seller(server)
        talker = await server.connect(await seller.link())
        start = await talker.start()
        await talker.until("response_end")
        await seller.talk(talker, turns)
    return talker.session_id, start["resume_token"]


async def test_a_call_goes_on_after_a_restart(tmp_path):
    call_id, resume_token = await left(tmp_path, TURNS[:2])
    async with serving(tmp_path) as serve:
        server = serve(development=False)
        await server.practice.calls.start()
        seller = Seller(server)
        _, ticket = await seller.call("POST", "/ws/voice-chat/ticket", "")
        talker = await server.connect(
            f"?ticket={ticket['ticket']}&session_id={call_id}&resume_token={resume_token}"
        )
        await talker.start()
        await seller.talk(talker, TURNS[2:])
        result = await seller.result(await seller.hang_up(talker))
    assert all(turn in result["transcript"] for turn in TURNS)
    assert result["recording_url"]


async def test_a_call_that_nobody_goes_on_with_after_a_restart_is_scored(tmp_path):
    call_id, _ = await left(tmp_path, TURNS)
    async with serving(tmp_path) as serve:
        server = serve(development=False)
        await server.practice.calls.start()
        await server.sessions.end_asleep()
        result = await Seller(server).result(call_id)
    assert (result["status"], result["ended_by"]) == ("ready", "dropped")
    assert result["recording_url"]


async def test_what_was_not_scored_before_a_restart_is_scored_after_it(tmp_path):
    async with serving(tmp_path) as serve:
        server = serve(development=False)
        await server.practice.marking.close()
        seller = Seller(server)
        server.agent.voice = (agents.ReplyAudio(bytes(6_400)),)
        call_id = await seller.practise()
        table = server.store.table(PracticeCall)
        await until(lambda: table.get(call_id).status == "processing")
    async with serving(tmp_path) as serve:
        assert (await Seller(serve(development=False)).result(call_id))["status"] == "ready"


async def test_a_page_that_is_reloaded_goes_on_with_its_call(server, seller):
    talker = await server.connect(await seller.link())
    start = await talker.start()
    await talker.until("response_end")
    talker.socket.close(CloseCode.GOING_AWAY)
    await talker.closed()
    await until(lambda: server.sessions._live[talker.session_id].client is None)
    _, ticket = await seller.call("POST", "/ws/voice-chat/ticket", "")
    again = await server.connect(
        f"?ticket={ticket['ticket']}&session_id={talker.session_id}"
        f"&resume_token={start['resume_token']}"
    )
    assert (await again.start())["resumed"]

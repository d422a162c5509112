"""A call and its conversation, over real sockets: leads, messages, and a person in between."""

import json

import pytest
from tornado.httpclient import HTTPClientError

from realtime.agents import base as agents
from tests.handlers.conftest import token
from tests.speech import silence
from tests.sse import Stream

HI = (agents.ReplyText("Hi."), agents.ReplyAudio(silence(0.05)), agents.TurnDone())
LONG = (agents.ReplyText("one two three four"), agents.ReplyAudio(silence(9.0)))


def bearer(**claims):
    return {"Authorization": f"Bearer {token(**claims)}"}


async def lead_of(server, query="", **headers):
    talker = await server.connect(query, **headers)
    return (await talker.start())["lead_id"]


async def refused(server, query="", **headers):
    with pytest.raises(HTTPClientError) as refusal:
        await server.connect(query, **headers)
    assert refusal.value.response is not None
    return refusal.value.code, json.loads(refusal.value.response.body)["error"]


async def feed(server, lead_id, **message):
    answer = await server.fetch(
        f"/backend/conversations/{lead_id}/messages",
        method="POST",
        headers=bearer(scope="conversations"),
        body=json.dumps(message),
    )
    assert answer.code == 201


async def turn(server, lead_id, *, on):
    answer = await server.fetch(
        f"/backend/conversations/{lead_id}",
        method="PATCH",
        headers=bearer(scope="conversations"),
        body=json.dumps({"is_ai_active": on}),
    )
    assert answer.code == 200


async def thread(server, lead_id):
    answer = await server.fetch(
        f"/backend/conversations/{lead_id}/messages", headers=bearer(scope="conversations")
    )
    items = json.loads(answer.body)["items"]
    return [(item["role"], item["content"]) for item in reversed(items)]


# Leads


async def test_the_client_is_told_its_lead(serve):
    server = serve()
    assert await lead_of(server, "?lead_id=maria") == "maria"
    assert len(await lead_of(server)) == 36


@pytest.mark.parametrize("lead_id", ["", "a/b", "%00", "%0A", "x" * 129, "%C3%A9", "stream"])
async def test_what_is_no_name_is_refused_before_the_upgrade(serve, lead_id):
    assert await refused(serve(), f"?lead_id={lead_id}") == (400, "bad_request")


async def test_somebody_else_s_lead_is_refused_before_the_upgrade(serve):
    server = serve(development=False)
    server.agent.script = HI
    talker = await server.connect("?lead_id=maria", **bearer(user=8))
    await talker.start()
    talker.send("text", text="hello")
    await talker.next("response_end")
    assert await refused(server, "?lead_id=maria", **bearer(user=7)) == (403, "not_permitted")
    assert await lead_of(server, "?lead_id=maria", **bearer(user=8)) == "maria"
    assert await lead_of(server, "?lead_id=maria", **bearer(scope="conversations")) == "maria"
    assert await lead_of(server, **bearer(leads=["maria"])) == "maria"


async def test_of_two_who_talk_as_a_new_lead_the_first_has_what_others_begin(serve):
    server = serve(development=False)
    first = await server.connect("?lead_id=maria", **bearer(user=7))
    second = await server.connect("?lead_id=maria", **bearer(user=8))
    await first.start()
    await second.start()
    await feed(server, "maria", role="human", content="Welcome")
    assert (await first.next("response_text"))["data"]["text"] == "Welcome"
    second.send("text", text="mine?")
    assert "somebody else" in (await second.next())["data"]["message"]
    assert server.agent.said == ["Welcome"]
    assert await refused(server, "?lead_id=maria", **bearer(user=8)) == (403, "not_permitted")


async def test_a_token_for_one_lead_has_that_one(serve):
    server = serve(development=False)
    one = bearer(leads=["maria"])
    assert await lead_of(server, **one) == "maria"
    assert await refused(server, "?lead_id=joana", **one) == (403, "not_permitted")


@pytest.mark.parametrize("leads", [[], ["maria", "joana"]])
async def test_a_token_for_certain_leads_must_say_which(serve, leads):
    server = serve(development=False)
    assert await refused(server, **bearer(leads=leads)) == (403, "not_permitted")


async def test_a_ticket_is_for_its_token_s_leads(serve):
    server = serve(development=False)
    answer = await server.fetch(
        "/ws/voice-chat/ticket", method="POST", headers=bearer(leads=["maria"]), body=""
    )
    ticket = json.loads(answer.body)["ticket"]
    assert await lead_of(server, f"?ticket={ticket}") == "maria"


async def test_a_resumed_session_keeps_its_lead(serve):
    server = serve()
    talker = await server.connect("?lead_id=maria")
    start = await talker.start()
    talker.vanish()
    query = f"?session_id={talker.session_id}&resume_token={start['resume_token']}"
    assert await lead_of(server, f"{query}&lead_id=joana") == "maria"


async def test_a_token_for_another_lead_does_not_resume(serve):
    server = serve(development=False)
    talker = await server.connect("?lead_id=maria", **bearer())
    start = await talker.start()
    talker.vanish()
    query = f"?session_id={talker.session_id}&resume_token={start['resume_token']}"
    assert await refused(server, query, **bearer(leads=["joana"])) == (403, "not_permitted")
    assert await lead_of(server, query, **bearer(leads=["maria"])) == "maria"


# What is said


async def test_a_call_is_on_the_live_stream(serve):
    server = serve()
    stream = await Stream.open(
        server.port, "/backend/conversations/stream", **bearer(scope="conversations")
    )
    server.agent.script = HI
    talker = await server.connect("?lead_id=maria")
    await talker.start()
    talker.send("text", text="hello")
    told = [await stream.next("new_message", "typing") for _ in range(4)]
    assert [event["data"].get("is_typing") for event in told] == [None, True, False, None]
    contents = [event["data"]["message"]["content"] for event in (told[0], told[3])]
    assert contents == ["hello", "Hi."]
    stream.close()


# A person in between


async def test_a_person_s_post_is_heard_by_the_caller_in_place_of_the_agent(serve):
    server = serve()
    server.agent.script = LONG
    server.agent.voice = (agents.ReplyAudio(silence(0.05)),)
    talker = await server.connect("?lead_id=maria")
    await talker.start()
    talker.send("text", text="hello")
    assert (await talker.next("response_start"))["data"]["role"] == "assistant"
    await feed(server, "maria", role="human", content="I take over")
    assert (await talker.next("response_end"))["data"]["interrupted"] is True
    assert (await talker.next("interruption"))["data"]["response_id"] == "response-1"
    assert (await talker.next())["data"] == {"response_id": "response-2", "role": "human"}
    assert (await talker.next("response_text"))["data"]["text"] == "I take over"
    assert (await talker.next("response_end"))["data"]["interrupted"] is False
    assert await thread(server, "maria") == [("user", "hello"), ("human", "I take over")]


async def test_an_agent_that_is_off_is_silent_until_it_is_on_again(serve):
    server = serve()
    server.agent.script = HI
    talker = await server.connect("?lead_id=maria")
    await talker.start()
    talker.send("text", text="hello")
    await talker.next("response_end")
    await turn(server, "maria", on=False)
    talker.send("text", text="anybody?")
    talker.send("ping")
    assert (await talker.next())["type"] == "pong"
    await turn(server, "maria", on=True)
    talker.send("text", text="and now?")
    assert (await talker.next())["type"] == "response_start"
    assert server.agent.heard == ["hello", "and now?"]
    assert ("user", "anybody?") in await thread(server, "maria")

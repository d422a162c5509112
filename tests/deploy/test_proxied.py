"""All surfaces through nginx and through Caddy, as examples/deploy has them, over TLS."""

import json
import os
import signal
import subprocess
import sys
import time
from urllib.parse import urlencode

import pytest
from httpx_sse import aconnect_sse
from tornado.httpclient import HTTPClientError

from state.contract import MAX_JSON_BYTES, MAX_WEBHOOK_BYTES
from tests import webhooks
from tests.deploy.conftest import BEARER, SETTINGS
from tests.deploy.proxies import EXAMPLES, NAME
from tests.test_restart import Talk
from tests.waiting import until

CONVERSATIONS = "/backend/conversations"
ORIGIN = {"Origin": f"https://{NAME}"}

only_nginx = pytest.mark.parametrize("kind", ["nginx"], indirect=True, scope="module")


async def test_calls_and_refusals_pass_as_the_server_has_them(proxy):
    async with proxy.client() as client:
        answer = await client.get("/health")
        assert (answer.status_code, answer.json()) == (200, {"status": "healthy"})
        refused = await client.get(CONVERSATIONS)
        assert refused.headers["WWW-Authenticate"] == "Bearer"
        missing = await client.get("/nothing/here")
        wrong = await client.post(f"{CONVERSATIONS}/a/messages", headers=BEARER, content=b"{")
    told = [(each.status_code, each.json()["error"]) for each in (refused, missing, wrong)]
    assert told == [(401, "not_authenticated"), (404, "not_found"), (400, "bad_request")]


async def test_pages_come_as_they_are(proxy):
    async with proxy.client() as client:
        page = await client.get("/test")
    assert (
        page.status_code == 200 and "default-src 'self'" in page.headers["Content-Security-Policy"]
    )


async def ticket_for(client, path):
    return (await client.post(path, headers={**BEARER, **ORIGIN})).json()["ticket"]


async def hang_up(socket):
    socket.close()
    while await socket.read_message() is not None:
        pass


async def test_a_page_of_the_site_talks_with_an_agent(proxy):
    async with proxy.client() as client:
        ticket = await ticket_for(client, "/ws/voice-chat/ticket")
    socket = await proxy.websocket(f"/ws/voice-chat?ticket={ticket}", **ORIGIN)
    talk = Talk(socket)
    await talk.begin()
    told = await talk.say("how much is the bicycle", "response_text")
    assert told["text"] == "The bicycle costs 420 dollars."
    assert (await talk.next("audio_response"))["data"]["audio"]
    await hang_up(socket)


async def test_a_call_that_lost_its_connection_is_gone_on_with(proxy):
    """For a close frame, which a proxy might make of it, would have ended it."""
    async with proxy.client() as client:
        ticket, again = [await ticket_for(client, "/ws/voice-chat/ticket") for _ in range(2)]
    lost = await proxy.websocket(f"/ws/voice-chat?ticket={ticket}", **{"X-Request-Id": "lost-call"})
    talk = Talk(lost)
    await talk.begin()
    lost.protocol.stream.close()
    await hang_up(lost)
    await until(lambda: "lost-call" in proxy.logs())
    socket = await proxy.websocket(f"/ws/voice-chat?ticket={again}&{urlencode(talk.resume)}")
    talk = Talk(socket)
    await talk.begin()
    assert talk.start["resumed"] is True
    await hang_up(socket)


@pytest.mark.parametrize("origin", [f"https://{NAME}.evil.example", "https://evil.example"])
async def test_a_page_of_another_site_does_not(proxy, origin):
    async with proxy.client() as client:
        ticket = await ticket_for(client, "/ws/voice-chat/ticket")
    with pytest.raises(HTTPClientError, match="403"):
        await proxy.websocket(f"/ws/voice-chat?ticket={ticket}", Origin=origin)


async def test_links_to_calls_lead_back_through_the_proxy(proxy):
    async with proxy.client(**BEARER, **ORIGIN) as client:
        link = (await client.post("/role_plays/2/get_agent_link")).json()["signed_url"]
    assert link.startswith(f"wss://{NAME}/ws/voice-chat?link=")
    socket = await proxy.websocket(link.removeprefix(f"wss://{NAME}"), **ORIGIN)
    assert json.loads(await socket.read_message())["type"] == "session_start"
    await hang_up(socket)


async def test_events_come_at_once_while_their_stream_stays_open(proxy):
    async with proxy.client(**BEARER) as client:
        said = f"{CONVERSATIONS}/{proxy.kind}/messages"
        stream = f"{CONVERSATIONS}/stream?lead_id={proxy.kind}&type=new_message&type=heartbeat"
        async with aconnect_sse(client, "GET", stream) as source:
            events = source.aiter_sse()
            assert (await anext(events)).json()["type"] == "heartbeat"
            for text in ("one", "two"):
                await client.post(said, json={"content": text, "role": "user"})
                event = (await anext(events)).json()
                assert event["data"]["message"]["content"] == text


@pytest.mark.parametrize("base", ["/consultoria", "/api/consultoria"])
async def test_a_place_in_the_queue_is_followed(proxy, base):
    async with proxy.client(**BEARER) as client:
        ticket = await ticket_for(client, f"{base}/queue/stream/ticket/")
        stream = f"{base}/queue/stream/?ticket={ticket}"
        async with aconnect_sse(client, "GET", stream, headers={"Authorization": ""}) as source:
            events = source.aiter_sse()
            assert (await anext(events)).json()["data"] == {"status": "not_queued"}
            await client.post(f"{base}/queue/join/", json={"agent_type": "gestao"})
            assert (await anext(events)).json()["data"]["status"] == "reserved"
            await client.post(f"{base}/queue/leave/")
            assert (await anext(events)).json()["data"] == {"status": "not_queued"}


@pytest.mark.parametrize("more", [1, 1_000_000])
async def test_a_body_that_is_too_large_is_refused_before_the_server_must(proxy, more):
    async with proxy.client(**BEARER) as client:
        body = b"x" * (MAX_JSON_BYTES + more)
        refused = await client.post(f"{CONVERSATIONS}/a/messages", content=body)
    assert refused.status_code == 413
    # The server says how large it may be.
    assert refused.json() == {"error": "body_too_large", "message": "the body is too large"}


async def test_the_largest_body_there_may_be_is_the_server_s_to_judge(proxy):
    async with proxy.client(**BEARER) as client:
        body = b"x" * MAX_JSON_BYTES
        refused = await client.post(f"{CONVERSATIONS}/a/messages", content=body)
    assert (refused.status_code, refused.json()["error"]) == (400, "bad_request")


async def test_the_longest_tokens_and_tickets_are_the_server_s_to_judge(proxy):
    async with proxy.client() as client:
        token = await client.get(CONVERSATIONS, headers={"Authorization": f"Bearer {'x' * 8_192}"})
        ticket = await client.get(f"{CONVERSATIONS}/stream?ticket={'x' * 16_384}")
    for refused in (token, ticket):
        assert (refused.status_code, refused.json()["error"]) == (401, "not_authenticated")


async def test_a_webhook_may_be_larger_and_is_as_it_was_signed(proxy):
    body = json.dumps({"type": "another", "data": {}}).encode().ljust(MAX_WEBHOOK_BYTES)
    signature = webhooks.signed(body, at=int(time.time()))
    async with proxy.client(**{"ElevenLabs-Signature": signature}) as client:
        answer = await client.post(webhooks.PATH, content=body)
    assert (answer.status_code, answer.json()) == (200, {"status": "ignored"})


@pytest.mark.parametrize("path", ["/metrics", "/metrics/", "/metrics?debug=1"])
async def test_figures_are_not_shown_outside(proxy, path):
    async with proxy.client(**BEARER) as client:
        refused = await client.get(path)
    assert refused.status_code == 404 and "vivavoz" not in refused.text.lower()


async def test_its_log_has_the_server_s_own_id_of_a_request(proxy):
    async with proxy.client() as client:
        request_id = (await client.get("/health")).headers["X-Request-Id"]
    await until(lambda: request_id in proxy.logs())


async def test_neither_queries_nor_referrers_are_logged(proxy):
    async with proxy.client(Referer=f"https://{NAME}/test?ticket=hidden") as client:
        await client.get("/sessions/first/recording?ticket=hidden")
        await client.get("/sessions/second/recording?ticket=hidden")
    await until(lambda: "/sessions/second/recording" in proxy.logs())
    assert "/sessions/first/recording" in proxy.logs()
    assert "hidden" not in proxy.logs()


@only_nginx
async def test_a_reload_cuts_no_call(proxy):
    """One of Caddy's does, as the Caddyfile says."""
    async with proxy.client() as client:
        ticket = await ticket_for(client, "/ws/voice-chat/ticket")
        socket = await proxy.websocket(f"/ws/voice-chat?ticket={ticket}")
        talk = Talk(socket)
        await talk.begin()
        proxy.process.send_signal(signal.SIGHUP)
        await until(lambda: "gracefully shutting down" in proxy.logs())
        assert await talk.say("how much is the bicycle", "response_text")
        assert (await client.get("/health")).status_code == 200
    await hang_up(socket)


def token_of(*arguments):
    """What make_token.py prints."""
    command = [sys.executable, EXAMPLES / "make_token.py", *arguments]
    environment = {**os.environ, **SETTINGS}
    return subprocess.check_output(command, env=environment, text=True, timeout=20).strip()


@only_nginx
async def test_whoever_has_the_secret_can_make_a_token(proxy):
    token = token_of("7", "conversations", "1")
    async with proxy.client(Authorization=f"Bearer {token}") as client:
        assert (await client.get(CONVERSATIONS)).status_code == 200


async def refusal_of(proxy, address, **headers):
    """What a wrong token from there is told."""
    async with proxy.client(address=address, Authorization="Bearer wrong", **headers) as client:
        return (await client.get(CONVERSATIONS)).status_code


async def test_who_has_guessed_too_often_is_told_apart_from_others(proxy):
    """By the address that the proxy tells, whatever the client says of it."""
    guessing, another = {"nginx": "127.0.1.1", "caddy": "127.0.1.2"}[proxy.kind], "127.0.1.3"
    while await refusal_of(proxy, guessing) == 401:
        pass
    assert await refusal_of(proxy, guessing, **{"X-Forwarded-For": another}) == 429
    assert await refusal_of(proxy, another) == 401


async def test_the_server_knows_that_it_is_asked_by_tls(proxy):
    async with proxy.client() as client:
        told = (await client.get("/")).json()
    assert told["websocket_endpoint"] == f"wss://{NAME}/ws/voice-chat"

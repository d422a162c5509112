import json

import jwt
import pytest

from handlers.pages import STATIC
from state.contract import ALL_SCOPES
from tests.handlers.conftest import SECRET, token


async def test_the_front_door_has_the_contract_s_keys_and_this_host_s_urls(serve):
    server = serve()
    body = json.loads((await server.fetch("/")).body)
    assert list(body) == ["message", "version", "websocket_endpoint", "note", "endpoints"]
    assert body["version"] == "1.2.3"
    assert body["websocket_endpoint"] == f"ws://{server.host}/ws/voice-chat"
    assert body["endpoints"] == {
        "health": "/health",
        "websocket": "/ws/voice-chat",
        "test_page": "/test",
    }


async def test_health_is_healthy(serve):
    answer = await serve().fetch("/health")
    assert (answer.code, json.loads(answer.body)) == (200, {"status": "healthy"})
    assert (await serve().fetch("/health", method="HEAD")).code == 200


async def test_health_says_why_nothing_can_be_saved(serve):
    server = serve()
    server.store.failure = "the journal can't be written: No space left on device"
    answer = await server.fetch("/health")
    assert (answer.code, json.loads(answer.body)) == (
        503,
        {
            "status": "unhealthy",
            "reason": "the journal can't be written: No space left on device",
        },
    )


async def test_the_page_is_served_with_a_policy(serve):
    answer = await serve().fetch("/test")
    assert answer.code == 200
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    assert answer.body == (STATIC / "test.html").read_bytes()


async def test_the_page_s_files_are_served_and_nothing_outside(serve):
    server = serve()
    page = await server.fetch("/static/test.html")
    assert page.code == 200 and "Content-Security-Policy" in page.headers
    for path in ("/static/../server.py", "/static/%2e%2e/server.py", "/static/", "/static/none"):
        assert (await server.fetch(path)).code in (403, 404)


@pytest.mark.parametrize(
    ("path", "method", "code", "error"),
    [
        ("/nowhere", "GET", 404, "not_found"),
        ("/health", "DELETE", 405, "method_not_allowed"),
        ("/ws/voice-chat/ticket", "GET", 405, "method_not_allowed"),
        ("/dev/token?user=", "GET", 400, "bad_request"),
        ("/dev/token?user=%ff", "GET", 400, "bad_request"),
    ],
)
async def test_refusals_are_json(serve, path, method, code, error):
    answer = await serve().fetch(path, method=method)
    body = json.loads(answer.body)
    assert (answer.code, body["error"]) == (code, error)
    assert body["message"]


# Tokens for pages


async def claims(server, query):
    body = json.loads((await server.fetch(f"/dev/token{query}")).body)
    assert body["token_type"] == "bearer" and body["expires_in"] == 3_600
    return jwt.decode(
        body["access_token"], SECRET, algorithms=["HS256"], options={"verify_exp": False}
    )


@pytest.mark.parametrize(
    ("query", "user", "scope"),
    [
        ("", 1, ""),
        ("?user=7", 7, ""),
        ("?user=ana", "ana", ""),
        (f"?user={'9' * 5_000}", "9" * 5_000, ""),
        ("?user=1&scope=a+b", 1, "a b"),
        ("?user=1&scope=all", 1, " ".join(ALL_SCOPES)),
    ],
)
async def test_in_development_mode_tokens_are_for_the_asking(serve, query, user, scope):
    server = serve()
    found = await claims(server, query)
    assert (found["user_id"], found["scope"]) == (user, scope)
    assert found["exp"] == server.time + 3_600


async def test_elsewhere_there_are_none(serve):
    assert (await serve(development=False).fetch("/dev/token")).code == 404


async def test_a_ticket_needs_a_token(serve):
    server = serve()
    answer = await server.fetch("/ws/voice-chat/ticket", method="POST", body="")
    assert answer.code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"


# Pages of other origins


async def test_a_preflight_of_an_allowed_page_is_answered(serve):
    server = serve(development=False, allowed_origins=["https://app.example"])
    answer = await server.fetch(
        "/ws/voice-chat/ticket", method="OPTIONS", headers={"Origin": "https://app.example"}
    )
    assert answer.code == 204
    assert answer.headers["Access-Control-Allow-Origin"] == "https://app.example"
    assert answer.headers["Access-Control-Allow-Credentials"] == "true"
    assert "Authorization" in answer.headers["Access-Control-Allow-Headers"]
    assert answer.headers["Vary"] == "Origin"


async def test_a_foreign_page_reads_nothing_and_changes_nothing(serve):
    server = serve()
    foreign = {"Origin": "https://evil.example"}
    assert (
        "Access-Control-Allow-Origin"
        not in (await server.fetch("/health", headers=foreign)).headers
    )
    assert (await server.fetch("/health", method="OPTIONS", headers=foreign)).code == 403
    bearer = {**foreign, "Authorization": f"Bearer {token()}"}
    answer = await server.fetch("/ws/voice-chat/ticket", method="POST", body="", headers=bearer)
    assert (answer.code, json.loads(answer.body)["error"]) == (403, "foreign_origin")


async def test_a_cookie_carries_the_token_where_the_settings_name_one(serve):
    server = serve(development=False, cookie="session")
    headers = {"Cookie": f"session={token()}", "Origin": f"http://{server.host}"}
    answer = await server.fetch("/ws/voice-chat/ticket", method="POST", body="", headers=headers)
    assert answer.code == 200
    del headers["Origin"]  # a form of another site may leave it out, the cookie comes along
    answer = await server.fetch("/ws/voice-chat/ticket", method="POST", body="", headers=headers)
    assert answer.code == 403
    other = serve(development=False)
    answer = await other.fetch("/ws/voice-chat/ticket", method="POST", body="", headers=headers)
    assert answer.code == 401


async def test_in_development_mode_no_other_host_name_is_served(serve):
    answer = await serve().fetch("/dev/token", headers={"Host": "evil.example"})
    assert (answer.code, json.loads(answer.body)["error"]) == (403, "foreign_host")


@pytest.mark.parametrize(
    ("path", "method", "allowed"),
    [
        ("/health", "DELETE", "GET, HEAD, OPTIONS"),
        ("/ws/voice-chat/ticket", "GET", "POST, OPTIONS"),
        ("/ws/voice-chat", "PUT", "GET, OPTIONS"),
        ("/backend/conversations/lead-1", "TRACE", "GET, PATCH, HEAD, OPTIONS"),
    ],
)
async def test_a_refused_method_is_told_which_there_are(serve, path, method, allowed):
    options = {"body": "", "allow_nonstandard_methods": True}
    answer = await serve().fetch(path, method=method, **options)
    assert (answer.code, answer.headers["Allow"]) == (405, allowed)

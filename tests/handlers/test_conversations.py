import asyncio
import json

import pytest

from state.contract import MAX_CONTENT_CHARACTERS, MAX_JSON_BYTES
from tests.handlers.conftest import token
from tests.sse import Stream

PATH = "/backend/conversations"


class Caller:
    """Somebody with a token."""

    def __init__(self, server, **claims):
        self._server = server
        self._headers = {"Authorization": f"Bearer {token(**{'scope': 'conversations', **claims})}"}

    async def call(self, method, path="", body=None):
        """The status and the answer."""
        raw = body if isinstance(body, str | bytes | None) else json.dumps(body)
        answer = await self._server.fetch(
            f"{PATH}{path}",
            method=method,
            headers=self._headers,
            body=raw,
            allow_nonstandard_methods=True,
        )
        return answer.code, json.loads(answer.body)

    async def get(self, path=""):
        status, body = await self.call("GET", path)
        assert status == 200, body
        return body

    async def post(self, lead_id="lead-1", content="Olá!", role="user", **more):
        body = {"content": content, "role": role, **more}
        return await self.call("POST", f"/{lead_id}/messages", body)


# Messages


async def test_a_message_makes_its_conversation(serve):
    caller = Caller(serve())
    status, said = await caller.post(channel="whatsapp", id="m-1")
    assert (status, said) == (
        201,
        {
            "id": "m-1",
            "content": "Olá!",
            "role": "user",
            "timestamp": "1970-01-12T13:46:40Z",
        },
    )
    assert await caller.get("/lead-1") == {
        "lead_id": "lead-1",
        "channel": "whatsapp",
        "is_ai_active": True,
        "unread_count": 1,
        "last_message": said,
        "created_at": "1970-01-12T13:46:40Z",
        "updated_at": "1970-01-12T13:46:40Z",
    }


async def test_without_an_id_each_message_gets_its_own(serve):
    caller = Caller(serve())
    first, second = await caller.post(), await caller.post()
    assert (first[0], second[0]) == (201, 201) and first[1]["id"] != second[1]["id"]


async def test_posted_twice_it_is_there_once_and_streamed_once(serve):
    server = serve()
    caller = Caller(server)
    stream = await Stream.open(server.port, f"{PATH}/stream", **caller._headers)
    answers = await asyncio.gather(*[caller.post(id="m-1") for _ in range(5)])
    assert sorted(status for status, _ in answers) == [200, 200, 200, 200, 201]
    assert all(said == answers[0][1] for _, said in answers)
    assert len((await caller.get("/lead-1/messages"))["items"]) == 1
    assert (await caller.get("/lead-1"))["unread_count"] == 1
    await server.conversations.stream.close()
    told = [event["type"] for event in await stream.events_until_the_end()]
    assert told.count("new_message") == 1 and told.count("conversation_update") == 1
    stream.close()


async def test_an_id_means_one_message_of_its_conversation(serve):
    caller = Caller(serve())
    await caller.post(id="m-1")
    assert (await caller.post(id="m-1", content="Tchau!"))[0] == 409
    assert (await caller.post(id="m-1", role="human"))[0] == 409
    assert (await caller.post("lead-2", id="m-1", content="Tchau!"))[0] == 201


async def test_a_conversation_stays_on_its_channel(serve):
    caller = Caller(serve())
    await caller.post(channel="whatsapp")
    assert (await caller.post())[0] == 201
    status, refusal = await caller.post(channel="email")
    assert (status, refusal["error"]) == (409, "conflict") and "whatsapp" in refusal["message"]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"content": "a"},
        {"role": "user"},
        {"content": "", "role": "user"},
        {"content": "a", "role": "system"},
        {"content": 7, "role": "user"},
        {"content": "a" * (MAX_CONTENT_CHARACTERS + 1), "role": "user"},
        {"content": "a", "role": "user", "id": ""},
        {"content": "a", "role": "user", "id": "a/b"},
        {"content": "a", "role": "user", "id": "a\n"},
        {"content": "a", "role": "user", "channel": "é"},
        [],
        "null",
    ],
    ids=lambda body: str(body)[:40],
)
async def test_what_isn_t_a_message_is_422(serve, body):
    server = serve()
    status, refusal = await Caller(server).call("POST", "/lead-1/messages", body)
    assert (status, refusal["error"]) == (422, "invalid_body") and refusal["message"]
    assert (await Caller(server).get())["items"] == []


@pytest.mark.parametrize("body", ["", "{", b"\xff", '{"x":' * 5_000, '{"content": "\\ud800"}'])
async def test_what_isn_t_json_is_400(serve, body):
    status, refusal = await Caller(serve()).call("POST", "/lead-1/messages", body)
    assert (status, refusal["error"]) == (400, "bad_request")


async def test_what_is_too_large_is_413_and_not_read(serve):
    caller = Caller(serve())
    status, refusal = await caller.call("POST", "/lead-1/messages", "x" * (MAX_JSON_BYTES + 1))
    assert (status, refusal["error"]) == (413, "body_too_large")


async def test_the_longest_message_fits_however_it_is_written(serve):
    content = "😀" * MAX_CONTENT_CHARACTERS
    body = json.dumps({"content": content, "role": "user"})  # twelve bytes a character
    status, said = await Caller(serve()).call("POST", "/lead-1/messages", body)
    assert (status, said["content"]) == (201, content)


@pytest.mark.parametrize("lead_id", ["a%20b", "%C3%A9", "a%0A", "a" * 129, ".hidden", "stream"])
async def test_a_lead_id_is_a_plain_name(serve, lead_id):
    assert (await Caller(serve()).post(lead_id))[0] == 400


async def test_messages_come_newest_first_in_pages(serve):
    caller = Caller(serve())
    for at in range(5):
        await caller.post(id=str(at))
    pages, query = [], "?limit=2"
    while True:
        page = await caller.get(f"/lead-1/messages{query}")
        pages.append([said["id"] for said in page["items"]])
        if page["next_cursor"] is None:
            break
        query = f"?limit=2&cursor={page['next_cursor']}"
    assert pages == [["4", "3"], ["2", "1"], ["0"]]


# Conversations


async def test_there_may_be_none(serve):
    server = serve()
    assert await Caller(server).get() == {
        "items": [],
        "next_cursor": None,
        "last_event_id": f"{server.conversations.log.epoch}-0",
    }


async def test_the_latest_active_come_first_in_pages(serve):
    caller = Caller(serve())
    for lead_id in ("a", "b", "c"):
        await caller.post(lead_id, channel="email" if lead_id == "b" else "chat")
    await caller.post("a", role="assistant")
    await caller.call("PATCH", "/b", {"unread_count": 0})  # who reads one doesn't move it
    page = await caller.get("?limit=2")
    assert [each["lead_id"] for each in page["items"]] == ["a", "c"]
    page = await caller.get(f"?limit=2&cursor={page['next_cursor']}")
    assert [each["lead_id"] for each in page["items"]] == ["b"] and page["next_cursor"] is None
    found = await caller.get("?channel=chat&lead_id=c&lead_id=b")
    assert [each["lead_id"] for each in found["items"]] == ["c"]


@pytest.mark.parametrize(("limit", "count"), [("0", 1), ("1000000", 3), ("2", 2)])
async def test_a_page_s_length_is_bounded(serve, limit, count):
    caller = Caller(serve())
    for lead_id in ("a", "b", "c"):
        await caller.post(lead_id)
    assert len((await caller.get(f"?limit={limit}"))["items"]) == count


@pytest.mark.parametrize(
    "query", ["limit=x", "limit=-1", "cursor=x", "cursor=", "cursor=²", "limit=" + "9" * 400]
)
async def test_a_page_that_means_nothing_is_400(serve, query):
    status, _ = await Caller(serve()).call("GET", f"?{query}")
    assert status == 400


async def test_a_change_is_kept_and_answered(serve):
    caller = Caller(serve())
    await caller.post()
    status, changed = await caller.call("PATCH", "/lead-1", {"is_ai_active": False})
    assert (status, changed["is_ai_active"], changed["unread_count"]) == (200, False, 1)
    status, changed = await caller.call("PATCH", "/lead-1", {"unread_count": 0})
    assert (status, changed["is_ai_active"], changed["unread_count"]) == (200, False, 0)
    assert await caller.get("/lead-1") == changed


async def test_a_change_of_nothing_isn_t_told(serve):
    server = serve()
    caller = Caller(server)
    await caller.post()
    before = server.conversations.log.last_event_id
    status, _ = await caller.call("PATCH", "/lead-1", {"is_ai_active": True, "unread_count": 1})
    assert status == 200 and server.conversations.log.last_event_id == before


@pytest.mark.parametrize(
    "body", [{}, {"is_ai_active": None}, {"is_ai_active": 1}, {"unread_count": -1}, []]
)
async def test_a_change_that_means_nothing_is_422(serve, body):
    caller = Caller(serve())
    await caller.post()
    assert (await caller.call("PATCH", "/lead-1", body))[0] == 422


async def test_typing_is_answered_and_of_nobody_unknown(serve):
    caller = Caller(serve())
    assert (await caller.call("POST", "/lead-1/typing", {"is_typing": True}))[0] == 404
    await caller.post()
    assert await caller.call("POST", "/lead-1/typing", {"is_typing": True}) == (
        200,
        {"lead_id": "lead-1", "is_typing": True},
    )
    assert (await caller.call("POST", "/lead-1/typing", {"is_typing": 1}))[0] == 422


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/none"), ("GET", "/none/messages"), ("PATCH", "/none"), ("GET", "/a/b/c")],
)
async def test_what_isn_t_there_is_404(serve, method, path):
    body = {"unread_count": 0} if method == "PATCH" else None
    status, refusal = await Caller(serve()).call(method, path, body)
    assert (status, refusal["error"]) == (404, "not_found")


# Who may


CALLS = [
    ("GET", "", None),
    ("GET", "/lead-1", None),
    ("PATCH", "/lead-1", {"unread_count": 0}),
    ("GET", "/lead-1/messages", None),
    ("POST", "/lead-1/messages", {"content": "a", "role": "user"}),
    ("POST", "/lead-1/typing", {"is_typing": True}),
    ("POST", "/stream/ticket", {}),
]


@pytest.mark.parametrize(("method", "path", "body"), CALLS)
async def test_a_plain_user_reads_and_feeds_nothing(serve, method, path, body):
    server = serve(development=False)
    await Caller(server).post()
    status, refusal = await Caller(server, scope="results:read").call(method, path, body)
    assert (status, refusal["error"]) == (403, "not_permitted")


@pytest.mark.parametrize(("method", "path", "body"), CALLS)
async def test_without_a_valid_token_it_is_401(serve, method, path, body):
    status, refusal = await Caller(serve(), secret="x" * 40).call(method, path, body)
    assert (status, refusal["error"]) == (401, "not_authenticated")


@pytest.mark.parametrize(("method", "path", "body"), CALLS[1:-1])
async def test_a_token_for_other_leads_is_403(serve, method, path, body):
    server = serve()
    await Caller(server).post()
    assert (await Caller(server, leads=["lead-2"]).call(method, path, body))[0] == 403


async def test_another_channel_s_conversation_isn_t_there(serve):
    server = serve()
    await Caller(server).post(channel="whatsapp")
    narrow = Caller(server, channels=["email"])
    assert (await narrow.get())["items"] == []
    assert (await narrow.call("GET", "/lead-1"))[0] == 404
    assert (await narrow.call("GET", "/lead-1/messages"))[0] == 404
    assert (await narrow.post())[0] == 403
    assert (await narrow.post("lead-2"))[0] == 403  # it would be on the channel "chat"
    assert (await narrow.post("lead-2", channel="email"))[0] == 201


@pytest.mark.parametrize("claim", ["channels", "leads"])
@pytest.mark.parametrize("value", [7, {"a": 1}, [1], [["a"]]])
async def test_a_claim_that_means_nothing_lets_nobody_in(serve, claim, value):
    assert (await Caller(serve(), **{claim: value}).call("GET"))[0] == 401


@pytest.mark.parametrize(
    ("count", "status"), [("2.0", 200), ("2e0", 200), ("2.5", 422), ('"2"', 422), ("-1.0", 422)]
)
async def test_a_whole_number_is_one_however_it_is_written(serve, count, status):
    caller = Caller(serve())
    await caller.post()
    answer = await caller.call("PATCH", "/lead-1", f'{{"unread_count": {count}}}')
    assert (answer[0], answer[1].get("unread_count", 2)) == (status, 2)


@pytest.mark.parametrize("size", [MAX_JSON_BYTES + 1, 1_100_000, 5_000_000])
async def test_who_sends_too_much_learns_why_however_much_was_on_its_way(serve, size):
    server = serve()
    for _ in range(5):
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        head = f"POST {PATH}/ana/messages HTTP/1.1\r\nHost: localhost\r\nContent-Length: {size}"
        writer.write(f"{head}\r\n\r\n".encode() + bytes(size))
        await writer.drain()
        assert (await reader.readline()).split()[1] == b"413"
        writer.close()

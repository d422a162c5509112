import asyncio
import json

import pytest

from realtime.roleplay.settings import RolePlaySettings
from state.contract import MAX_JSON_BYTES
from tests.handlers.conftest import serving, token
from tests.handlers.test_consultation_trouble import HeldDisk, answered_while
from tests.realtime.roleplay.plays import written
from tests.waiting import until

PATH = "/role_plays"


class Caller:
    """Somebody with a token; none, if `claims` is None."""

    def __init__(self, server, claims=None, *, signed_in=True):
        self._server = server
        signature = {"Authorization": f"Bearer {token(**(claims or {}))}"}
        self._headers = signature if signed_in else {}

    async def call(self, method, path="", body=None):
        """The answer, and what it says."""
        answer = await self._server.fetch(
            f"{PATH}{path}",
            method=method,
            headers=self._headers,
            body=body if isinstance(body, str | bytes | None) else json.dumps(body),
            allow_nonstandard_methods=True,
        )
        return answer, json.loads(answer.body) if answer.body else None

    async def get(self, path=""):
        answer, told = await self.call("GET", path)
        assert answer.code == 200, told
        return told

    async def post(self, **changes):
        answer, told = await self.call("POST", "", written(**changes))
        assert answer.code == 201, told
        return told

    async def refusal(self, method, path="", body=None):
        answer, told = await self.call(method, path, body)
        assert set(told) == {"error", "message"} and told["message"]
        return answer.code, told["error"]


def writer_of(server):
    return Caller(server, {"scope": "roleplays:write"})


@pytest.fixture
async def server(serve):
    return serve(development=False)


@pytest.fixture
def writer(server):
    return writer_of(server)


@pytest.fixture
def reader(server):
    return Caller(server)


# Who may do what


@pytest.mark.parametrize("development", [True, False])
@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", ""), ("GET", "/1"), ("POST", ""), ("PUT", "/1"), ("DELETE", "/1")],
)
async def test_everybody_signs_in(serve, development, method, path):
    nobody = Caller(serve(development=development), signed_in=False)
    assert await nobody.refusal(method, path, "{") == (401, "not_authenticated")


@pytest.mark.parametrize(("method", "path"), [("POST", ""), ("PUT", "/1"), ("DELETE", "/1")])
async def test_who_may_only_read_changes_nothing(reader, method, path):
    before = await reader.get()
    assert await reader.refusal(method, path, written()) == (403, "not_permitted")
    assert await reader.get() == before


async def test_a_reader_sees_what_a_salesperson_may_know(reader, writer):
    id = (await writer.post(salesperson={"instructions": ["Ask."]}))["id"]
    seen = await reader.get(f"/{id}")
    assert seen["title"] == "A first call" and seen["persona"]["name"] == "Ida"
    assert seen["salesperson"]["instructions"] == ["Ask."]
    assert "facts" not in seen and "objections" not in seen
    assert [set(each) for each in seen["rubric"]] == [{"criterion", "weight", "must_have"}] * 2


async def test_a_writer_sees_all_of_it(writer):
    id = (await writer.post())["id"]
    seen = await writer.get(f"/{id}")
    assert seen["facts"][0]["answer"] == "Forty a week."
    assert seen["objections"][0]["wording"] == "That's a lot of money."
    assert seen["rubric"][0]["evidence"] == "asked_problem"


# Reading


async def test_what_ships_is_listed_by_id(reader):
    page = await reader.get()
    assert [each["id"] for each in page["items"]] == [1, 2, 3, 4, 5, 6]
    assert page["next_cursor"] is None


async def test_a_list_shows_what_to_choose_by(reader, writer):
    await writer.post()
    for caller in (reader, writer):
        assert (await caller.get("?cursor=999"))["items"] == [
            {
                "id": 1000,
                "version": 1,
                "title": "A first call",
                "objective": "Find out what hurts.",
                "language": "en",
                "difficulty": "easy",
                "call_type": "discovery",
                "agent": "",
                "persona": {"name": "Ida", "role": "owner", "traits": []},
                "company": {"name": "Ida's", "does": "Sells lamps.", "size": "four people"},
            }
        ]


async def test_pages_follow_each_other(reader):
    pages, query = [], "?limit=4"
    while True:
        page = await reader.get(query)
        pages.append([each["id"] for each in page["items"]])
        if page["next_cursor"] is None:
            break
        query = f"?limit=4&cursor={page['next_cursor']}"
    assert pages == [[1, 2, 3, 4], [5, 6]]


async def test_a_full_page_that_is_the_last_says_so(reader):
    assert (await reader.get("?limit=6"))["next_cursor"] is None


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("?language=en", [2, 4, 6]),
        ("?language=pt-BR", [1, 3, 5]),
        ("?language=pt-BR&language=en", [1, 2, 3, 4, 5, 6]),
        ("?language=fr", []),
        ("?language=en&cursor=2&limit=1", [4]),
    ],
)
async def test_a_language_narrows_the_list(reader, query, ids):
    assert [each["id"] for each in (await reader.get(query))["items"]] == ids


@pytest.mark.parametrize("query", ["?limit=x", "?cursor=x", "?cursor=-1"])
async def test_a_page_that_means_nothing_is_400(reader, query):
    assert await reader.refusal("GET", query) == (400, "bad_request")


async def test_a_head_is_a_get_without_its_body(reader):
    answer, told = await reader.call("HEAD", "/1")
    assert answer.code == 200 and told is None


@pytest.mark.parametrize("id", ["0", "7", "999", "1000", "9" * 18, "9" * 400, "01", "x", "-1", "²"])
@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
async def test_an_unknown_one_isn_t_found(writer, method, id):
    path = "/%C2%B2" if id == "²" else f"/{id}"
    assert await writer.refusal(method, path, written()) == (404, "role_play_not_found")


# Writing


async def test_a_new_one_is_answered_whole_and_where_it_is(writer):
    answer, told = await writer.call("POST", "", written(title="Olá"))
    assert (answer.code, told["id"], told["version"], told["title"]) == (201, 1000, 1, "Olá")
    assert answer.headers["Location"] == "/role_plays/1000"
    assert await writer.get("/1000") == told


async def test_what_was_read_can_be_written_back_changed(writer):
    read = await writer.get("/1")
    answer, told = await writer.call("PUT", "/1", {**read, "title": "Other"})
    assert (answer.code, told) == (200, {**read, "title": "Other", "version": 2})
    assert await writer.get("/1") == told


async def test_a_body_s_own_id_and_version_mean_nothing(writer):
    created = await writer.post(id=1, version=9, colour="red")
    assert (created["id"], created["version"]) == (1000, 1) and "colour" not in created


async def test_written_back_as_it_was_it_stays_the_same_version(writer):
    _, first = await writer.call("PUT", "/1", written())
    _, again = await writer.call("PUT", "/1", written())
    assert first == again and again["version"] == 2


async def test_a_deleted_one_is_gone_and_deleting_it_again_is_fine(writer):
    for _ in range(2):
        answer, told = await writer.call("DELETE", "/1")
        assert (answer.code, told) == (204, None)
    assert await writer.refusal("GET", "/1") == (404, "role_play_not_found")
    assert await writer.refusal("PUT", "/1", written()) == (404, "role_play_not_found")
    assert 1 not in [each["id"] for each in (await writer.get())["items"]]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"title": ""}, "$.title"),
        ({"language": "fr"}, "$.language"),
        ({"persona": {}}, "$.persona"),
        ({"rubric": []}, "$.rubric"),
        ({"rubric": [{"criterion": "a", "weight": 99, "evidence": "asked_problem"}]}, "100, not"),
        ({"objections": [{"type": "weather", "wording": "Rain."}]}, "$.objections[0].type"),
        ({"agent": "nobody"}, "agent: there is no agent 'nobody'"),
        ({"facts": [{"name": "a", "asked_by": ["b"], "answer": 5}]}, "$.facts[0].answer"),
    ],
    ids=lambda value: str(value)[:40],
)
@pytest.mark.parametrize(("method", "path"), [("POST", ""), ("PUT", "/1")])
async def test_what_isn_t_a_role_play_is_422_and_told_by_key(writer, method, path, changes, told):
    before = await writer.get()
    answer, refusal = await writer.call(method, path, written(**changes))
    assert (answer.code, refusal["error"]) == (422, "invalid_body") and told in refusal["message"]
    assert await writer.get() == before


@pytest.mark.parametrize("body", ["[]", "null", "{}", "5"])
async def test_what_isn_t_an_object_is_422(writer, body):
    assert await writer.refusal("POST", "", body) == (422, "invalid_body")


@pytest.mark.parametrize("body", ["", "{", b"\xff", '{"title": "\\ud800"}', '{"x":' * 5_000])
async def test_what_isn_t_json_is_400(writer, body):
    assert await writer.refusal("POST", "", body) == (400, "bad_request")


@pytest.mark.parametrize(("method", "path"), [("POST", ""), ("PUT", "/1")])
async def test_what_is_too_large_is_413(writer, method, path):
    body = "x" * (MAX_JSON_BYTES + 1)
    assert await writer.refusal(method, path, body) == (413, "body_too_large")


async def test_more_than_there_is_room_for_is_409(serve):
    writer = writer_of(serve(roleplay=RolePlaySettings(most_written=1)))
    await writer.post()
    assert await writer.refusal("POST", "", written()) == (409, "conflict")


@pytest.mark.parametrize(("method", "path"), [("PATCH", "/1"), ("POST", "/1"), ("DELETE", "")])
async def test_no_other_method_is_taken(writer, method, path):
    assert await writer.refusal(method, path, "{}") == (405, "method_not_allowed")


async def test_many_at_once_have_an_id_each(writer):
    created = await asyncio.gather(*[writer.post(title=str(at)) for at in range(10)])
    assert sorted(each["id"] for each in created) == list(range(1000, 1010))
    assert [each["title"] for each in created] == [
        (await writer.get(f"/{each['id']}"))["title"] for each in created
    ]


# What is kept


async def test_what_was_answered_outlives_the_server(tmp_path):
    async with serving(tmp_path) as serve:
        writer = writer_of(serve())
        created, gone = await writer.post(), await writer.post()
        _, replaced = await writer.call("PUT", "/2", written())
        await writer.call("DELETE", "/1")
        await writer.call("DELETE", f"/{gone['id']}")
    async with serving(tmp_path) as serve:
        writer = writer_of(serve())
        assert await writer.get(f"/{created['id']}") == created
        assert await writer.get("/2") == replaced
        assert [each["id"] for each in (await writer.get())["items"]] == [2, 3, 4, 5, 6, 1000]
        assert (await writer.post())["id"] == 1002


@pytest.mark.parametrize(
    ("method", "path"), [("POST", ""), ("PUT", "/1"), ("DELETE", "/1"), ("DELETE", "/2")]
)
async def test_what_can_t_be_kept_is_503_and_isn_t_there(server, writer, method, path):
    await writer.call("DELETE", "/2")
    before = await writer.get()
    server.store.failure = "the disk is gone"
    assert await writer.refusal(method, path, written()) == (503, "store_failed")
    assert await writer.get() == before


async def test_reads_go_on_when_nothing_can_be_kept(server, reader):
    server.store.failure = "the disk is gone"
    assert (await reader.get("/1"))["id"] == 1


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", ""), ("PUT", "/1"), ("PUT", "/2"), ("DELETE", "/3"), ("DELETE", "/4")]
    + [("GET", ""), ("GET", "/2")],
)
async def test_nothing_is_told_before_it_is_durable(server, writer, method, path):
    disk = HeldDisk(server.store)
    changing = [
        asyncio.create_task(writer.call("PUT", "/2", written())),
        asyncio.create_task(writer.call("DELETE", "/4")),
    ]
    await until(lambda: disk.held)
    asking, early = await answered_while(disk, writer.call(method, path, written()))
    disk.let_go()
    await asyncio.gather(asking, *changing)
    assert early is None and asking.result()[0].code < 300

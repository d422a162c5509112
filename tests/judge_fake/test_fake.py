"""What the stand-in refuses, as such endpoints do."""

import json

import httpx
import pytest

from realtime.roleplay.judge.request import body_of
from realtime.roleplay.judge.settings import JudgeSettings
from tests.judge_fake import JudgeFake
from tests.realtime.roleplay.scoring.calls import good_call

KEY = {"Authorization": "Bearer fake-key"}
SCHEMA = ("response_format", "json_schema", "schema")


@pytest.fixture
async def ask():
    fake = JudgeFake()
    await fake.listen()
    async with httpx.AsyncClient(base_url=fake.url, trust_env=False) as http:

        async def ask(body, headers=KEY):
            answer = await http.post("/chat/completions", json=body, headers=headers)
            return answer.status_code, answer.json()

        yield ask
    await fake.close()


@pytest.fixture
def body():
    settings = JudgeSettings(url="http://localhost/v1", model="fake-judge")
    return json.loads(body_of(good_call("pt-BR"), settings))


def within(body, *path):
    for each in path:
        body = body[each]
    return body


async def test_what_the_judge_asks_is_answered(ask, body):
    status, answer = await ask(body)
    assert status == 200
    labels = json.loads(answer["choices"][0]["message"]["content"])
    assert labels["questions"] and labels["objections"] and labels["moments"]


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer other"}], ids=["none", "other"])
async def test_a_wrong_key_is_refused(ask, body, headers):
    status, answer = await ask(body, headers)
    assert (status, answer["error"]["code"]) == (401, "invalid_api_key")


@pytest.mark.parametrize(
    ("changes", "status"),
    [({"model": "other"}, 404), ({"messages": [{"role": "user"}]}, 400), ({"messages": None}, 400)],
    ids=["model", "message", "messages"],
)
async def test_a_wrong_request_is_refused(ask, body, changes, status):
    assert (await ask(body | changes))[0] == status


@pytest.mark.parametrize(
    ("path", "changes"),
    [
        (("response_format",), {"type": "json_object"}),
        (("response_format", "json_schema"), {"strict": False}),
        (SCHEMA, {"additionalProperties": True}),
        (SCHEMA, {"required": ["questions"]}),
        (SCHEMA, {"$defs": {}}),
        ((*SCHEMA, "properties", "tips", "items"), {"maxLength": 5}),
        ((*SCHEMA, "properties", "criteria", "items"), {"required": []}),
    ],
    ids=["form", "lax", "more keys", "optional", "reference", "limit", "within"],
)
async def test_what_cannot_be_enforced_is_refused(ask, body, path, changes):
    within(body, *path).update(changes)
    status, answer = await ask(body)
    assert (status, answer["error"]["param"]) == (400, "response_format")

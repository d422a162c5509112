"""What goes wrong with a request, on either side of its effect, and what is kept of it."""

import asyncio

import httpx
import pytest

from tests.heygen_fake import WRONG_SHAPES, Cut, Garbage, Hang, Refuse, Slow
from tests.heygen_fake.faults import LiveAvatarFaults, StreamingFaults
from tests.waiting import until


async def test_faults_are_met_in_turn_and_then_all_is_well(live):
    fake, client = await live()
    fake.faults["token"] += [LiveAvatarFaults.server_error(), LiveAvatarFaults.too_many(2)]
    assert (await client.token()).status_code == 500
    refused = await client.token()
    assert refused.status_code == 429 and refused.headers["Retry-After"] == "2"
    assert "X-RateLimit-Reset" in refused.headers
    assert (await client.token()).status_code == 200


async def test_a_fault_can_be_of_every_request(streaming):
    fake, client = await streaming()
    fake.always["new"] = StreamingFaults.concurrency(10007)
    for _ in range(2):
        assert (await client.do("new")).json()["code"] == 10007
    del fake.always["new"]
    assert (await client.do("new")).status_code == 200


async def test_garbage_is_200(live):
    fake, client = await live()
    fake.faults["token"] += [Garbage(), Garbage(b"[]")]
    told = await client.token()
    assert told.status_code == 200 and told.text.startswith("<!doctype")
    assert (await client.token()).json() == []
    assert fake.sessions == {}


@pytest.mark.parametrize("shape", WRONG_SHAPES, ids=lambda shape: shape.body.decode())
async def test_json_of_a_wrong_shape_is_200_too(streaming, shape):
    fake, client = await streaming()
    fake.faults["new"].append(shape)
    told = await client.do("new")
    assert (told.status_code, told.content) == (200, shape.body)


@pytest.mark.parametrize("taken", [False, True], ids=["before", "after"])
async def test_a_connection_is_cut_before_or_after_the_effect(live, taken):
    fake, client = await live()
    token = (await client.token()).json()["data"]["session_token"]
    fake.faults["start"].append(Cut(taken=taken))
    with pytest.raises(httpx.RemoteProtocolError):
        await client.start(token)
    assert len(fake.running()) == taken
    assert fake.requests[-1].status is None


@pytest.mark.parametrize(
    "fault", [Refuse(500, {}, taken=True), Garbage(taken=True)], ids=["refused", "garbage"]
)
async def test_what_was_taken_can_be_answered_amiss(live, fault):
    fake, client = await live()
    token = (await client.token()).json()["data"]["session_token"]
    fake.faults["start"].append(fault)
    assert (await client.start(token)).status_code == fault.status
    assert len(fake.running()) == 1


async def test_what_is_slow_takes_effect_at_its_gate(live):
    fake, client = await live()
    token = (await client.token()).json()["data"]["session_token"]
    gate = asyncio.Event()
    fake.faults["start"].append(Slow(gate))
    starting = asyncio.create_task(client.start(token))
    await until(lambda: fake.requests[-1].call == "start")
    assert fake.running() == []
    gate.set()
    assert (await starting).status_code == 201


async def test_what_is_slow_takes_effect_though_nobody_waits_any_more(live):
    fake, client = await live()
    token = (await client.token()).json()["data"]["session_token"]
    gate = asyncio.Event()
    fake.faults["start"].append(Slow(gate))
    starting = asyncio.create_task(client.start(token))
    await until(lambda: fake.requests[-1].call == "start")
    starting.cancel()
    await asyncio.wait([starting])
    gate.set()
    await until(fake.running)


@pytest.mark.parametrize("fault", [Hang(), Slow(asyncio.Event())], ids=["hangs", "is slow"])
async def test_closing_cuts_what_is_not_answered(live, fault):
    fake, client = await live()
    fake.faults["token"].append(fault)
    asking = asyncio.create_task(client.token())
    await until(lambda: fake.requests)
    await fake.close()
    with pytest.raises(httpx.RemoteProtocolError):
        await asking
    assert fake.sessions == {}


async def test_one_that_was_closed_can_listen_again_where_it_was(live):
    fake, client = await live()
    session_id, _ = await client.started()
    url, port = fake.url, int(fake.url.rpartition(":")[2])
    await fake.close()
    await fake.listen(port)
    assert fake.url == url and (await client.listed())["results"][0]["id"] == session_id


# What it keeps, and shows


async def test_requests_are_kept_in_order_with_whom_they_were_about(live, clock):
    fake, client = await live()
    session_id, token = await client.started()
    await client.post("/v1/sessions/stop", {"session_id": session_id}, key="another")
    assert [
        (each.call, each.session_id, each.credential, each.status) for each in fake.requests
    ] == [
        ("token", session_id, "key", 200),
        ("start", session_id, "token", 201),
        ("stop", session_id, "wrong key", 401),
    ]
    assert fake.requests[0].at == clock.now
    assert fake.sessions[session_id].stops == 1
    assert len(fake.running()) == 1


async def test_neither_keys_nor_tokens_are_logged(live, caplog):
    caplog.set_level("DEBUG")
    fake, client = await live()
    session_id, token = await client.started()
    assert session_id in caplog.text
    assert fake.key not in caplog.text and token not in caplog.text

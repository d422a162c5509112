"""What faults of a vendor are to the visitor: the status of the contract, and the turn and the slot
as they were. Over real sockets on both sides."""

import asyncio
import re

import pytest

from tests.handlers.consultation import Visitor
from tests.handlers.providers import CANDIDATE, VENDORS, Streaming, doubts_pass
from tests.heygen_fake import Cut, Garbage, Hang, Refuse, Slow
from tests.waiting import until

pytestmark = [
    pytest.mark.logs("liveavatar: /v1"),
    pytest.mark.logs("heygen_streaming: /v1"),
    pytest.mark.logs("session "),
    pytest.mark.logs("the end of a transcript"),
]

SHAPE = Garbage(b'{"code": 1000, "data": null, "message": "ok"}')
FULL = {"full", "broke"}

#: Of any call, in the words of the vendor.
FAULTS = {
    "key": lambda words: words.bad_key(),
    "avatar": lambda words: words.unknown_avatar(),
    "full": lambda words: words.concurrency(),
    "broke": lambda words: words.no_credits(),
    "429": lambda words: words.too_many(60),
    "422": lambda words: words.unprocessable(),
    "500": lambda words: words.server_error(),
    "500 once taken": lambda _: Refuse(500, {"message": "internal error 404"}, taken=True),
    "garbage": lambda _: Garbage(),
    "garbage once taken": lambda _: Garbage(taken=True),
    "shape": lambda _: SHAPE,
    "cut": lambda _: Cut(taken=False),
    "cut once taken": lambda _: Cut(taken=True),
}
#: Of these nobody knows whether the call was done.
UNSURE = {name for name in FAULTS if name.startswith(("500", "garbage", "shape", "cut"))}

#: As good an answer as any, to a call that has nothing to tell.
SAID_WELL = {"shape"}
BEGINNINGS = [(kind, call) for kind in VENDORS for call in kind.begins_by]


@pytest.fixture
async def server(vendor):
    return await vendor.server()


@pytest.fixture
def visitor(server):
    return Visitor(server, 1)


@pytest.fixture
def other(server):
    return Visitor(server, 2)


def each_call(kinds_and_calls):
    """With the `vendor` that has it."""
    return pytest.mark.parametrize(
        ("vendor", "call"),
        kinds_and_calls,
        ids=[f"{kind.name}-{call}" for kind, call in kinds_and_calls],
        indirect=["vendor"],
    )


def check_words(code, body, text):
    assert code == 500, body
    assert not re.search(r"\d", body["message"]) and "404" not in text


# Initialize


@pytest.mark.parametrize("fault", FAULTS)
@each_call(BEGINNINGS)
async def test_a_start_that_fails_is_500_and_the_turn_goes_on(
    vendor, server, visitor, other, call, fault, caplog, monkeypatch
):
    await visitor.join()
    await other.join()
    server.later(50)
    vendor.fake.always[call] = FAULTS[fault](vendor.faults)
    asking = asyncio.create_task(visitor.initialize())
    if call == "start" and fault in UNSURE:
        # It is stopped; but it may be started after that, so for a while it is believed only
        # as far as its slot goes.
        await until(lambda: "can't be stopped" in caplog.text)
        server.later(10)
    code, body = await asking
    check_words(code, body, visitor.raw)
    assert body["error"] == ("provider_full" if fault in FULL else "session_failed")
    assert (await visitor.status())[1]["expires_in"] == 70
    assert (await other.status())[1]["position"] == 1
    del vendor.fake.always[call]
    for id in vendor.live():  # of a v1 session whose id was lost nobody knows
        assert call == "new" and "taken" in fault
        vendor.fake.end(id, "IDLE_TIMEOUT")
    assert (await visitor.initialize())[0] == 200
    assert len(vendor.live()) == 1
    doubts_pass(monkeypatch)
    await visitor.session("terminate", vendor.live()[0])
    await other.called()
    assert vendor.live() == []


@pytest.mark.parametrize("taken", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("hangs", [False, True], ids=["slow", "hanging"])
@each_call(BEGINNINGS)
async def test_a_start_that_takes_too_long_is_500_and_the_turn_goes_on(
    vendor, server, visitor, call, hangs, taken, caplog, monkeypatch
):
    vendor.fake.terms.limit = 2
    await visitor.join()
    gate = asyncio.Event()
    vendor.fake.faults[call].append(Hang(taken=taken) if hangs else Slow(gate, taken=taken))
    asking = asyncio.create_task(visitor.initialize())
    await until(lambda: vendor.calls(call))
    if taken and call in ("new", "start"):
        await until(vendor.live)
    server.later(20)
    if call == "start":
        await until(lambda: "can't be stopped" in caplog.text)
        assert vendor.live() == []
        server.later(10)
    code, body = await asking
    check_words(code, body, visitor.raw)
    assert body["error"] == "session_failed"
    assert (await visitor.status())[1]["status"] == "reserved"
    code, body = await visitor.initialize()
    assert code == 200
    id = body["heygen_data"]["session_id"]
    # What comes late is stopped as soon as it is known.
    gate.set()
    if hangs and taken and call == "new":
        assert len(vendor.live()) == 2  # and it is never known
    elif hangs:
        await until(lambda: vendor.live() == [id])
    else:
        sessions = vendor.fake.sessions
        await until(
            lambda: len(sessions) == 2 and all(sessions[i].stops for i in {*sessions} - {id})
        )
        assert vendor.live() == [id]
    doubts_pass(monkeypatch)
    await visitor.session("terminate", id)
    await until(lambda: id not in vendor.live())
    await vendor.fake.close()  # or what hangs is waited for


@pytest.mark.parametrize("call_index", [0, 1], ids=["first", "second"])
async def test_a_vendor_that_says_how_soon_is_asked_again_then(vendor, server, visitor, call_index):
    call = vendor.begins_by[call_index]
    vendor.fake.faults[call].append(vendor.faults.too_many(2))
    assert (await visitor.begun())[0] == 200
    assert len(vendor.calls(call)) == 2 and 2 <= vendor.pauses.short[0] <= 3


async def test_who_leaves_while_it_starts_has_no_session_and_no_cooldown(
    vendor, server, visitor, other, monkeypatch
):
    doubts_pass(monkeypatch)
    await visitor.join()
    await other.join()
    gate = asyncio.Event()
    vendor.fake.faults[vendor.begins_by[-1]].append(Slow(gate, taken=True))
    waiting = asyncio.create_task(visitor.initialize())
    await until(vendor.live)
    assert (await visitor.leave())[0] == 200
    code, body = await waiting
    assert (code, body["error"]) == (403, "no_reservation")
    gate.set()
    await until(lambda: not vendor.live())
    await other.called()
    assert (await visitor.join())[1]["status"] == "queued"


async def test_a_full_house_of_others_is_left_alone(vendor, visitor):
    foreign = vendor.fake.foreign_session()
    await visitor.join()
    code, body = await visitor.initialize()
    check_words(code, body, visitor.raw)
    assert body["error"] == "provider_full"
    assert vendor.live() == [foreign] and vendor.calls("stop", foreign) == []
    assert (await visitor.status())[1]["status"] == "reserved"


async def test_a_full_house_of_our_own_is_cleared_for_the_next(
    vendor, server, visitor, other, caplog
):
    id = await visitor.begin()
    await other.join()
    vendor.fake.always["stop"] = vendor.faults.server_error()
    await visitor.session("terminate", id)
    await until(lambda: caplog.text.count("can't be stopped") == 1)
    server.later(10)
    await until(lambda: caplog.text.count("can't be stopped") == 2)
    del vendor.fake.always["stop"]
    code, body = await other.initialize()
    assert code == 200
    assert vendor.live() == [body["heygen_data"]["session_id"]] != [id]


# Connect


@pytest.mark.parametrize("fault", sorted(set(FAULTS) - SAID_WELL))
@each_call([(Streaming, "start")])
async def test_an_answer_that_isnt_taken_is_500_and_nothing_goes_on_unseen(
    vendor, visitor, other, call, fault
):
    _, body = await visitor.begun()
    await other.join()
    id, sdp = body["heygen_data"]["session_id"], await vendor.answer(body["heygen_data"])
    vendor.fake.always[call] = FAULTS[fault](vendor.faults)
    code, answer = await visitor.connect(id, sdp)
    del vendor.fake.always[call]
    if fault in ("422", "avatar"):
        assert (code, answer["error"]) == (400, "bad_description")
        assert not re.search(r"\d", answer["message"])
    else:
        check_words(code, answer, visitor.raw)
    if fault in ("422", "avatar", "429"):  # surely not taken
        assert (await visitor.connect(id, sdp))[0] == 200
        assert (await visitor.current())[1]["status"] == "active"
        return
    assert await visitor.current() == (200, {"status": "none"})
    await other.called()
    assert vendor.live() == []
    assert (await visitor.join())[1]["status"] == "queued"


# ICE


@pytest.mark.parametrize("fault", sorted(set(FAULTS) - SAID_WELL))
@each_call([(Streaming, "ice")])
async def test_a_candidate_that_isnt_taken_is_an_error_and_the_session_lives_on(
    vendor, visitor, call, fault
):
    id = await visitor.begin()
    vendor.fake.always[call] = FAULTS[fault](vendor.faults)
    code, body = await visitor.session("ice", id, candidate=CANDIDATE)
    if fault in ("422", "avatar"):
        assert (code, body["error"]) == (400, "bad_candidate")
    else:
        check_words(code, body, visitor.raw)
    del vendor.fake.always[call]
    assert (await visitor.session("ice", id, candidate=CANDIDATE))[0] == 200
    assert (await visitor.session("heartbeat", id))[0] == 200


# Heartbeat


@pytest.mark.parametrize("fault", FAULTS)
async def test_a_keep_alive_that_fails_is_no_matter_of_the_heartbeat(
    vendor, server, visitor, fault
):
    id = await visitor.begin()
    vendor.fake.always["keep_alive"] = FAULTS[fault](vendor.faults)
    assert await visitor.session("heartbeat", id) == (200, {"status": "ok"})
    await until(lambda: vendor.calls("keep_alive"))
    del vendor.fake.always["keep_alive"]
    for _ in range(int(server.avatars.idle_limit_s / 2 / 30)):
        assert (await visitor.session("heartbeat", id))[0] == 200
        server.later(30)
    before = len(vendor.calls("keep_alive"))
    assert await visitor.session("heartbeat", id) == (200, {"status": "ok"})
    await until(lambda: len(vendor.calls("keep_alive")) > before)
    assert (await visitor.current())[1]["status"] == "active"


# Terminate


# To a stop a "not found" is as good, too.
@pytest.mark.parametrize("fault", sorted(set(FAULTS) - SAID_WELL - {"avatar"}))
async def test_a_stop_that_fails_is_told_again_until_it_is_done(
    vendor, server, visitor, other, fault, caplog
):
    id = await visitor.begin()
    await other.join()
    vendor.fake.always["stop"] = FAULTS[fault](vendor.faults)
    assert await visitor.session("terminate", id) == (200, {"status": "ended"})
    assert await visitor.session("terminate", id) == (200, {"status": "ended"})
    await until(lambda: "can't be stopped" in caplog.text)
    assert (await other.status())[1]["status"] == "queued"
    server.later(10)  # its place is given away all the same
    assert (await other.status())[1]["status"] == "reserved"
    assert (await visitor.current())[1]["status"] == "cooldown"
    del vendor.fake.always["stop"]
    await until(lambda: caplog.text.count("can't be stopped") == 2 or not vendor.live())
    server.later(30)
    await until(lambda: not vendor.live())


@pytest.mark.parametrize("taken", [False, True], ids=["before", "after"])
async def test_a_stop_that_hangs_keeps_the_next_no_longer_than_it_may(
    vendor, server, visitor, other, taken
):
    id = await visitor.begin()
    await other.join()
    vendor.fake.faults["stop"].append(Hang(taken=taken))
    assert await visitor.session("terminate", id) == (200, {"status": "ended"})
    await until(lambda: vendor.calls("stop"))
    assert (await other.status())[1]["status"] == "queued"
    server.later(10)
    assert (await other.status())[1]["status"] == "reserved"
    await until(lambda: len(vendor.calls("stop", id)) == 2 and not vendor.live())
    await vendor.fake.close()  # or what hangs is waited for


async def test_a_keep_alive_that_hangs_is_no_matter_of_the_heartbeat(vendor, visitor):
    id = await visitor.begin()
    vendor.fake.faults["keep_alive"].append(Hang())
    for _ in range(2):
        assert await visitor.session("heartbeat", id) == (200, {"status": "ok"})
        await until(lambda: vendor.calls("keep_alive"))
    assert (await visitor.current())[1]["status"] == "active"


# A whole life, and its secrets (each test's end looks for them: providers.py)


async def test_a_vendor_that_repeats_its_key_has_it_in_no_log(vendor, visitor, caplog):
    key = vendor.fake.key  # too short to look like one
    call = vendor.begins_by[0]
    await visitor.join()
    for body in ({"message": f"invalid api key {key}"}, {"code": 400, "message": key}):
        vendor.fake.faults[call].append(Refuse(401, body))
        assert (await visitor.initialize())[0] == 500
    assert vendor.name in caplog.text and key not in caplog.text

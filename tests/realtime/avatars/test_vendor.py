"""Of the calls themselves: how often, how long, and what comes of each kind of answer."""

import asyncio
import socket

import msgspec
import pytest

from realtime.avatars import vendor as vendor_module
from realtime.avatars.complaints import Complaint
from realtime.avatars.vendor import Call, Vendor, VendorFailed, VendorFull
from state.errors import AvatarFailed, AvatarFull
from tests.figures import Growth
from tests.heygen_fake import WRONG_SHAPES, Cut, Garbage, Hang, LiveAvatarFake, Refuse, Slow
from tests.heygen_fake.faults import LiveAvatarFaults as Faults
from tests.realtime.avatars.at_heygen import LIVE_KEY, Pauses
from tests.waiting import until

TOLD = pytest.mark.logs("liveavatar: /v1/")


class Credits(msgspec.Struct):
    credits_left: str


CALL = Call("GET", "/v1/users/credits", {"X-API-KEY": LIVE_KEY})


@pytest.fixture
async def fake():
    fake = LiveAvatarFake(key=LIVE_KEY)
    await fake.listen()
    yield fake
    await fake.close()


@pytest.fixture
def pauses():
    return Pauses()


@pytest.fixture
async def vendor(fake, pauses):
    vendor = Vendor("liveavatar", fake.url, pauses)
    yield vendor
    vendor.close()


def answered(body, status=200, headers=()):
    return Refuse(status, body, dict(headers))


async def complaint_of(asking):
    with pytest.raises(VendorFailed) as failed:
        await asking
    return failed.value.complaint


# What an answer is


@pytest.mark.parametrize("code", [100, 1000, 200])
async def test_an_answer_is_good_by_any_of_the_vendors_numbers(fake, vendor, code):
    well = Growth("avatar_vendor_calls_total", provider="liveavatar", outcome="ok")
    times = Growth("avatar_vendor_call_seconds_count", provider="liveavatar")
    fake.faults["credits"].append(answered({"code": code, "data": {"credits_left": "1"}}))
    assert (await vendor.once(CALL, Credits)).credits_left == "1"
    assert (well(), times()) == (1, 1)


async def test_an_answer_without_a_number_is_good_when_it_says_that_nothing_is_wrong(fake, vendor):
    fake.faults["credits"].append(answered({"error": None, "data": {"credits_left": "1"}}))
    assert (await vendor.once(CALL, Credits)).credits_left == "1"


@TOLD
async def test_a_base_url_may_end_with_a_slash_and_have_a_path(fake, pauses):
    vendor = Vendor("liveavatar", fake.url + "/proxy/", pauses)
    with pytest.raises(VendorFailed):
        await vendor.once(Call("POST", "/v1/x", {}), object)
    vendor.close()
    assert fake.requests[0].call == "POST /proxy/v1/x"


@TOLD
@pytest.mark.parametrize("kind", [Credits, object], ids=["wanted", "only well"])
@pytest.mark.parametrize(
    "fault",
    [
        *(each for each in WRONG_SHAPES if b"1000, " not in each.body),
        Garbage(),
        Garbage(b""),
        Garbage(b'"\xff"'),
        Garbage(b"[" * 100_000),
        Garbage(b'{"code": 1e999}'),
        Garbage(b'{"code": true, "data": {"credits_left": "1"}}'),
        Garbage(b'{"code": 7, "data": {"credits_left": "1"}}'),
        Garbage(b'{"error": "x", "data": {"credits_left": "1"}}'),
        Refuse(404, b"<html>no such page"),
        Refuse(403, b"<html>Just a moment..."),
        Refuse(302, b"", {"Location": "/v1/users/credits?moved"}),
        Faults.server_error(),
    ],
    ids=lambda fault: f"{fault.status} {fault.body!r:.40}",
)
async def test_an_answer_that_says_nothing_clear_is_neither_good_nor_gone(
    fake, vendor, fault, kind
):
    broken = Growth("avatar_vendor_calls_total", provider="liveavatar", outcome="broken")
    fake.faults["credits"].append(fault)
    assert await complaint_of(vendor.once(CALL, kind)) is Complaint.BROKEN
    assert broken() == 1
    assert len(fake.requests) == 1


@TOLD
async def test_data_of_another_shape_are_no_answer(fake, vendor):
    fake.faults["credits"].append(answered({"code": 1000, "data": None}))
    assert await complaint_of(vendor.once(CALL, Credits)) is Complaint.BROKEN


@TOLD
@pytest.mark.parametrize(
    ("fault", "complaint"),
    [
        (Faults.bad_key(), Complaint.KEY),
        (Refuse(401, b""), Complaint.KEY),
        (Refuse(429, b"slow down"), Complaint.BUSY),
        (Faults.unprocessable(), Complaint.REFUSED),
        (Faults.concurrency(), Complaint.FULL),
        (answered({"code": 10007, "message": "Concurrent limit reached"}), Complaint.FULL),
        (Faults.no_credits(), Complaint.NO_CREDIT),
    ],
    ids=lambda each: each.name if isinstance(each, Complaint) else str(each.status),
)
async def test_a_refusal_is_told_by_its_kind(fake, vendor, fault, complaint):
    fake.faults["credits"].append(fault)
    with pytest.raises(AvatarFailed) as failed:
        await vendor.once(CALL, Credits)
    assert isinstance(failed.value, VendorFailed) and failed.value.complaint is complaint
    is_full = complaint in (Complaint.FULL, Complaint.NO_CREDIT)
    assert isinstance(failed.value, VendorFull) is isinstance(failed.value, AvatarFull) is is_full


async def test_that_a_session_is_over_is_no_warning(fake, vendor):
    call = Call("POST", "/v1/sessions/stop", {"X-API-KEY": LIVE_KEY}, {"session_id": "gone"})
    assert await complaint_of(vendor.once(call, object)) is Complaint.GONE


# No answer


@TOLD
@pytest.mark.parametrize("taken", [False, True], ids=["before", "after"])
async def test_a_connection_that_is_cut_is_no_answer(fake, vendor, taken):
    fake.faults["credits"].append(Cut(taken=taken))
    assert await complaint_of(vendor.once(CALL, Credits)) is Complaint.BROKEN
    assert len(fake.requests) == 1


@TOLD
@pytest.mark.parametrize("fault", [Hang(), Slow(asyncio.Event())], ids=["hangs", "is slow"])
async def test_a_call_takes_no_longer_than_it_may(fake, vendor, fault, monkeypatch):
    monkeypatch.setattr(vendor_module, "VENDOR_CALL_SECONDS", 0.05)
    fake.faults["credits"].append(fault)
    assert await complaint_of(vendor.once(CALL, Credits)) is Complaint.BROKEN


@TOLD
async def test_an_answer_that_is_too_large_is_none(fake, vendor):
    fake.faults["credits"].append(Garbage(b" " * (vendor_module.MOST_ANSWER_BYTES + 1)))
    assert await complaint_of(vendor.once(CALL, Credits)) is Complaint.BROKEN


@TOLD
async def test_a_vendor_that_cannot_be_reached_has_done_nothing(pauses):
    with socket.socket() as nobodys:
        nobodys.bind(("127.0.0.1", 0))
        vendor = Vendor("liveavatar", f"http://127.0.0.1:{nobodys.getsockname()[1]}", pauses)
        assert await complaint_of(vendor.once(CALL, Credits)) is Complaint.UNREACHABLE
        vendor.close()


# Once


@TOLD
@pytest.mark.parametrize("retry_after", [0, 1, 3])
async def test_what_may_be_done_once_is_asked_again_when_it_was_refused_for_a_while(
    fake, vendor, pauses, retry_after
):
    fake.faults["credits"].append(Faults.too_many(retry_after))
    await vendor.once(CALL, Credits)
    assert pauses.tries == [retry_after] and len(fake.requests) == 2


@TOLD
async def test_what_may_be_done_once_is_asked_no_third_time(fake, vendor):
    fake.faults["credits"] += [Faults.too_many(1), Faults.too_many(1)]
    assert await complaint_of(vendor.once(CALL, Credits)) is Complaint.BUSY
    assert len(fake.requests) == 2


@TOLD
@pytest.mark.parametrize("header", ["11", "3600", "inf", "soon", "nan", None])
async def test_what_may_be_done_once_is_not_asked_again_much_later_or_nobody_knows_when(
    fake, vendor, pauses, header
):
    headers = {} if header is None else {"Retry-After": header}
    fake.faults["credits"].append(answered({"message": "Too many requests"}, 429, headers))
    assert await complaint_of(vendor.once(CALL, Credits)) is Complaint.BUSY
    assert len(fake.requests) == 1 and pauses.tries == []


@TOLD
async def test_what_may_be_done_once_is_not_asked_again_when_it_may_have_been_done(fake, vendor):
    body = {"code": 503, "message": "unavailable"}
    fake.faults["credits"].append(answered(body, 503, {"Retry-After": "1"}))
    assert await complaint_of(vendor.once(CALL, Credits)) is Complaint.BROKEN
    assert len(fake.requests) == 1


# Again


@TOLD
@pytest.mark.parametrize(
    "fault", [Cut(taken=True), Faults.server_error(), Garbage(), Faults.too_many(0)]
)
async def test_what_may_be_done_again_is_asked_four_times_with_growing_pauses(
    fake, vendor, pauses, fault
):
    fake.always["credits"] = fault
    await complaint_of(vendor.again(CALL, Credits))
    assert len(fake.requests) == 4
    for pause, least in zip(pauses.tries, (0.3, 1.0, 3.0), strict=True):
        assert least <= pause <= 1.5 * least


@TOLD
async def test_what_may_be_done_again_waits_as_long_as_the_vendor_says(fake, vendor, pauses):
    fake.faults["credits"].append(Faults.too_many(4))
    await vendor.again(CALL, Credits)
    assert pauses.tries == [4.0]


@TOLD
async def test_nothing_is_asked_again_that_has_to_wait_long(fake, vendor):
    fake.faults["credits"].append(Faults.too_many(60))
    with pytest.raises(VendorFailed) as failed:
        await vendor.again(CALL, Credits)
    assert failed.value.retry_after_s == 60.0 and len(fake.requests) == 1


@TOLD
@pytest.mark.parametrize(
    "fault", [Faults.bad_key(), Faults.unprocessable(), Faults.concurrency(), Faults.no_credits()]
)
async def test_a_clear_refusal_is_not_asked_for_again(fake, vendor, fault):
    fake.faults["credits"].append(fault)
    await complaint_of(vendor.again(CALL, Credits))
    assert len(fake.requests) == 1


# What is told of it


@TOLD
@pytest.mark.parametrize("key", [LIVE_KEY, "short", "A" * 60])
async def test_the_key_is_nowhere_though_the_vendor_repeats_it(fake, vendor, caplog, key):
    caplog.set_level("DEBUG")
    for credential in ({"X-API-KEY": key}, {"Authorization": f"Bearer {key}"}):
        call = Call("GET", "/v1/users/credits", credential, {"secret": key})
        fake.faults["credits"].append(Refuse(400, {"message": f"what is '{key}'? ({key})"}))
        with pytest.raises(VendorFailed) as failed:
            await vendor.once(call, Credits)
        assert "what is '…'? (…)" in caplog.text
        assert key not in caplog.text + repr(failed.value) + str(failed.value) + repr(call)


@pytest.mark.parametrize("complaint", Complaint)
def test_what_the_client_reads_has_no_number(complaint):
    assert not any(each.isdigit() for each in str(VendorFailed(complaint)))


async def test_a_vendor_that_is_closed_in_the_middle_leaves_nothing(fake):
    vendor = Vendor("liveavatar", fake.url)
    gone = Growth("avatar_vendor_calls_total", provider="liveavatar", outcome="cancelled")
    fake.faults["credits"].append(Hang())
    asking = asyncio.create_task(vendor.once(CALL, Credits))
    await until(lambda: fake.requests)
    asking.cancel()
    await asyncio.wait([asking])
    assert gone() == 1
    vendor.close()

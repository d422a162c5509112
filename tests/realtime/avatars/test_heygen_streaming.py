import asyncio

import pytest

from realtime.avatars import heygen_streaming as streaming_module
from realtime.avatars import leaving as leaving_module
from realtime.avatars.base import Candidate, Description, Part
from realtime.avatars.complaints import Complaint
from realtime.avatars.stay import Stay
from realtime.avatars.vendor import VendorFailed
from state.errors import (
    AvatarFailed,
    AvatarFull,
    AvatarUnavailable,
    BadCandidate,
    BadDescription,
    Conflict,
    SessionNotFound,
)
from tests.heygen_fake import WRONG_SHAPES, Cut, Garbage, Hang, Refuse, Slow
from tests.heygen_fake.faults import StreamingFaults as Faults
from tests.heygen_fake.streaming import AVATAR_ID, ICE_SERVERS
from tests.realtime.avatars.at_heygen import STREAMING_KEY, be_impatient, streaming_at, wish
from tests.waiting import until

TOLD = pytest.mark.logs("heygen_streaming: /v1/")
ANSWER = Description("answer", "v=0\r\nanswer")
CANDIDATE = Candidate("candidate:1 1 udp 1 10.0.0.1 9 typ host", "0", 0, "abcd")


@pytest.fixture
async def house(tmp_path):
    async with streaming_at(tmp_path) as house:
        yield house


@pytest.fixture
def impatient(request, monkeypatch):
    be_impatient(request, monkeypatch, streaming_module)


def refused(message, status=400, code=400):
    return Refuse(status, {"code": code, "message": message})


def made(**data):
    """An answer to `new` with these data."""
    return Refuse(200, {"code": 100, "message": "success", "data": data})


async def met(house, **options):
    created, _ = await house.started(**options)
    await house.provider.connect(created.session_id, ANSWER)
    return created.session_id


# What it asks for


async def test_a_session_is_asked_for_with_its_idle_limit(house):
    await house.provider.create(wish())
    assert house.asked("new")[0].body == {
        "avatar_id": AVATAR_ID,
        "quality": "medium",
        "language": "pt",
        "video_encoding": "VP8",
        "activity_idle_timeout": 120,
    }
    assert house.provider.idle_limit_s == 120


async def test_what_an_agent_type_names_comes_before_the_settings(house):
    settings = {"voice_id": "voice-1", "context_id": "base-1", "language": "fr", "quality": "low"}
    provider = house.another(idle_limit_s=30, **settings)
    named = Part(name="gestao", avatar_id="Ann", voice_id="voice-2", context_id="base-2")
    await provider.create(wish(part=named))
    await provider.create(wish())
    first, second = (each.body for each in house.asked("new"))
    rest = {"quality": "low", "language": "fr", "video_encoding": "VP8"}
    assert first == {
        "avatar_id": "Ann",
        "voice": {"voice_id": "voice-2"},
        "knowledge_base_id": "base-2",
        "activity_idle_timeout": 30,
        **rest,
    }
    assert second["avatar_id"] == AVATAR_ID and second["voice"] == {"voice_id": "voice-1"}
    assert second["knowledge_base_id"] == "base-1" and provider.idle_limit_s == 30


async def test_each_call_has_its_own_credential_and_no_other(house):
    await house.provider.open([Part(name="gestao")])
    session_id = await met(house)
    await house.provider.add_candidate(session_id, CANDIDATE)
    await house.provider.keep_alive(session_id)
    await house.provider.stop(session_id)
    assert [(each.call, each.credential) for each in house.fake.requests] == [
        ("avatars", "key"),
        ("create_token", "key"),
        ("new", "token"),
        ("start", "key"),
        ("ice", "key"),
        ("keep_alive", "key"),
        ("stop", "key"),
    ]
    assert {each.session_id for each in house.asked("start", "ice", "keep_alive", "stop")} == {
        session_id
    }


async def test_the_page_is_given_the_offer_and_the_ice_servers(house):
    created, opening = await house.started()
    (session,) = house.fake.running()
    assert opening.details == {
        "sdp": {"type": "offer", "sdp": session.offer},
        "ice_servers": [
            {"urls": each["urls"], "username": "", "credential": ""} for each in ICE_SERVERS
        ],
    }
    assert not opening.kept
    assert created.session_id == session.id
    assert created.session_token.startswith("streaming-token-")


@pytest.mark.parametrize(
    ("servers", "told"),
    [
        ({"ice_servers": ["stun:a:1"]}, [{"urls": ["stun:a:1"]}]),
        ({"ice_servers2": [{"urls": "stun:b:1"}], "ice_servers": []}, [{"urls": "stun:b:1"}]),
        ({"ice_servers2": [], "ice_servers": ["stun:a:1"]}, []),
        ({}, []),
    ],
    ids=["older form", "newer form", "none", "left out"],
)
async def test_ice_servers_come_in_the_older_form_too(house, servers, told):
    offer = {"type": "offer", "sdp": "v=0"}
    house.fake.faults["new"].append(made(session_id="s", sdp=offer, **servers))
    _, opening = await house.started()
    assert opening.details["ice_servers"] == told


# What goes wrong when it is created

SURELY_NOT = [
    # name, fault, complaint
    ("bad key", Faults.bad_key(), Complaint.KEY),
    ("unknown avatar", Faults.unknown_avatar(), Complaint.REFUSED),
    ("invalid", Faults.unprocessable(), Complaint.REFUSED),
    ("no credits", Faults.no_credits(), Complaint.NO_CREDIT),
    ("full, 10004", Faults.concurrency(10004), Complaint.FULL),
    ("full, 10007", Faults.concurrency(10007), Complaint.FULL),
    ("429, long", Faults.too_many(60), Complaint.BUSY),
    ("429, no time", refused("Too many requests", 429), Complaint.BUSY),
]
PERHAPS = [
    ("500", Faults.server_error(), Complaint.BROKEN),
    ("garbage", Garbage(), Complaint.BROKEN),
    ("cut before", Cut(taken=False), Complaint.BROKEN),
    ("hangs before", Hang(), Complaint.BROKEN),
    *((f"shape {at}", each, Complaint.BROKEN) for at, each in enumerate(WRONG_SHAPES)),
]
TAKEN = [
    ("500 after", Refuse(500, {"code": 500}, taken=True)),
    ("garbage after", Garbage(taken=True)),
    ("cut after", Cut(taken=True)),
    ("hangs after", Hang(taken=True)),
]


def cases(*each):
    values = [case[1:] if len(case) > 2 else case[1] for case in each]
    return {"argvalues": values, "ids": [case[0] for case in each]}


@TOLD
@pytest.mark.parametrize(("fault", "complaint"), **cases(*SURELY_NOT, *PERHAPS))
async def test_a_session_that_cannot_be_made_is_not_asked_for_again(
    house, impatient, fault, complaint
):
    house.fake.always["new"] = fault
    with pytest.raises(VendorFailed) as failed:
        await house.provider.create(wish())
    assert failed.value.complaint is complaint
    is_full = complaint in (Complaint.FULL, Complaint.NO_CREDIT)
    assert isinstance(failed.value, AvatarFull) is is_full
    assert house.order() == ["create_token", "new"]
    assert not house.fake.running()


@TOLD
@pytest.mark.parametrize("fault", **cases(*TAKEN))
async def test_one_whose_name_was_lost_is_left_to_the_vendors_idle_limit(house, impatient, fault):
    house.fake.faults["new"].append(fault)
    with pytest.raises(VendorFailed):
        await house.provider.create(wish())
    assert house.order() == ["create_token", "new"]
    assert len(house.fake.running()) == 1
    house.clock.now += 120
    assert not house.fake.running()


@TOLD
@pytest.mark.parametrize(
    ("fault", "complaint", "times"),
    [
        (Faults.bad_key(), Complaint.KEY, 1),
        (Faults.too_many(1), Complaint.BUSY, 4),
        (Faults.too_many(60), Complaint.BUSY, 1),
        (Faults.server_error(), Complaint.BROKEN, 4),
        (Garbage(), Complaint.BROKEN, 4),
        (Cut(taken=False), Complaint.BROKEN, 4),
        (Cut(taken=True), Complaint.BROKEN, 4),
        (Hang(), Complaint.BROKEN, 4),
        *((each, Complaint.BROKEN, 4) for each in WRONG_SHAPES),
        (Garbage(b'{"error": null, "data": {"token": "a\\nb"}}'), Complaint.BROKEN, 4),
    ],
    ids=lambda each: repr(each)[:50],
)
async def test_without_a_token_no_session_is_asked_for(house, impatient, fault, complaint, times):
    house.fake.always["create_token"] = fault
    with pytest.raises(VendorFailed) as failed:
        await house.provider.create(wish())
    assert failed.value.complaint is complaint
    assert house.order() == ["create_token"] * times


@TOLD
async def test_a_session_that_was_refused_for_a_moment_is_asked_for_once_more(house):
    house.fake.faults["new"].append(Faults.too_many(2))
    await house.started()
    assert house.order() == ["create_token", "new", "new"] and house.pauses.tries == [2.0]
    assert len(house.fake.running()) == 1


@TOLD
async def test_a_session_that_is_refused_for_a_moment_twice_is_asked_for_no_third_time(house):
    house.fake.faults["new"] += [Faults.too_many(1), Faults.too_many(1)]
    with pytest.raises(VendorFailed):
        await house.provider.create(wish())
    assert house.order() == ["create_token", "new", "new"]


@pytest.mark.logs("without an offer")
@pytest.mark.parametrize(
    "lacking",
    [
        {"sdp": None},
        {"sdp": "v=0"},
        {"sdp": {"type": "answer", "sdp": "v=0"}},
        {"sdp": {"type": "offer", "sdp": "v=0"}, "ice_servers2": "stun:a:1"},
        {"url": "wss://room.invalid", "access_token": "secret"},
    ],
    ids=["null", "text", "answer", "servers", "of v2"],
)
async def test_one_that_was_made_without_an_offer_fails_to_start_and_can_be_stopped(house, lacking):
    session_id = house.fake.foreign_session()
    house.fake.faults["new"].append(made(session_id=session_id, **lacking))
    created = await house.provider.create(wish())
    assert created.session_id == session_id
    with pytest.raises(AvatarFailed):
        await house.provider.start(created, wish())
    await house.provider.stop(session_id)
    assert not house.fake.running()


@pytest.mark.logs("session ours")
async def test_one_that_is_made_after_it_was_given_up_is_stopped(house):
    gate, tasks = asyncio.Event(), []

    def see_through(work):
        tasks.append(asyncio.create_task(work))
        return tasks[-1]

    stay = Stay(house.provider, "ours", see_through=see_through, patience_s=0.1, stop_s=60.0)
    house.fake.faults["new"].append(Slow(gate))
    creating = asyncio.create_task(stay.create(wish()))
    await until(lambda: house.asked("new"))
    with pytest.raises(AvatarFailed):
        await creating
    await stay.stop("")
    gate.set()
    await asyncio.gather(*tasks)
    (session,) = house.fake.sessions.values()
    assert session.started_at and not session.is_running


# A full house


@TOLD
async def test_a_house_full_of_others_gets_no_request_but_the_new(tmp_path):
    async with streaming_at(tmp_path, limit=1) as house:
        foreign = house.fake.foreign_session()
        with pytest.raises(AvatarFull):
            await house.provider.create(wish())
        assert house.order() == ["create_token", "new"]
        assert [each.id for each in house.fake.running()] == [foreign]


@TOLD
@pytest.mark.parametrize("code", [10004, 10007, 77])
async def test_a_full_house_is_made_free_of_our_own_that_are_leaving(tmp_path, code):
    async with streaming_at(tmp_path, limit=3, concurrency_code=code) as house:
        foreign = house.fake.foreign_session()
        staying = await met(house)
        leaving = await met(house, lead_id="another")
        house.fake.faults["stop"] += [Cut(taken=False)] * 4
        with pytest.raises(VendorFailed):
            await house.provider.stop(leaving)
        created, _ = await house.started()
        assert {each.id for each in house.fake.running()} == {foreign, staying, created.session_id}
        assert {each.session_id for each in house.asked("stop")} == {leaving}
        assert house.order()[-5:] == ["create_token", "new", "stop", "create_token", "new"]
        assert house.pauses.tries[-1] == leaving_module._FREED_SECONDS


@TOLD
async def test_a_house_that_stays_full_is_tried_no_third_time(tmp_path):
    async with streaming_at(tmp_path, limit=1) as house:
        first = await met(house)
        await house.provider.stop(first)
        house.fake.foreign_session()
        with pytest.raises(AvatarFull):
            await house.provider.create(wish())
        assert len(house.asked("new")) == 3
        assert {each.session_id for each in house.asked("stop")} == {first}


# The visitor's answer


async def test_the_answer_is_sent_once_however_often_it_comes(house):
    session_id = await met(house)
    await house.provider.connect(session_id, ANSWER)
    await house.provider.connect(session_id, ANSWER)
    (start,) = house.asked("start")
    assert start.body == {
        "session_id": session_id,
        "sdp": {"type": "answer", "sdp": ANSWER.sdp},
    }
    assert house.fake.sessions[session_id].starts == 1


async def test_an_offer_has_one_answer(house):
    session_id = await met(house)
    with pytest.raises(Conflict):
        await house.provider.connect(session_id, Description("answer", "v=0\r\nanother"))
    assert len(house.asked("start")) == 1 and not house.watcher.events


@pytest.mark.parametrize("answer", [None, Description("offer", "v=0")], ids=["none", "offer"])
async def test_what_is_no_answer_is_not_sent(house, answer):
    created, _ = await house.started()
    with pytest.raises(BadDescription):
        await house.provider.connect(created.session_id, answer)
    assert not house.asked("start")


@TOLD
async def test_an_answer_that_the_vendor_refuses_may_be_followed_by_a_better_one(house):
    created, opening = await house.started()
    with pytest.raises(BadDescription):
        await house.provider.connect(created.session_id, Description("answer", "nonsense"))
    assert (await house.provider.renew(created.session_id)).details == opening.details
    await house.provider.connect(created.session_id, ANSWER)
    assert house.fake.sessions[created.session_id].answer == ANSWER.sdp
    assert not house.watcher.events


async def test_the_same_answer_while_it_is_sent_is_not_sent_again(house):
    created, _ = await house.started()
    gate = asyncio.Event()
    house.fake.faults["start"].append(Slow(gate))
    connecting = asyncio.create_task(house.provider.connect(created.session_id, ANSWER))
    await until(lambda: house.asked("start"))
    again = asyncio.create_task(house.provider.connect(created.session_id, ANSWER))
    with pytest.raises(Conflict):
        await house.provider.connect(created.session_id, Description("answer", "v=0\r\nother"))
    assert not again.done()
    gate.set()
    await asyncio.gather(connecting, again)
    assert len(house.asked("start")) == 1 and not house.watcher.events


@TOLD
async def test_an_answer_that_was_refused_for_a_moment_is_sent_once_more(house):
    house.fake.faults["start"].append(Faults.too_many(1))
    session_id = await met(house)
    assert house.fake.sessions[session_id].starts == 1


@TOLD
async def test_an_answer_that_surely_was_not_taken_may_be_sent_again(house):
    created, _ = await house.started()
    house.fake.faults["start"].append(Faults.too_many(60))
    with pytest.raises(VendorFailed):
        await house.provider.connect(created.session_id, ANSWER)
    assert not house.watcher.events
    await house.provider.connect(created.session_id, ANSWER)
    assert house.fake.sessions[created.session_id].starts == 1


UNCLEAR = [
    ("bad key", Faults.bad_key()),
    ("closed", refused("session state wrong: closed", code=10005)),
    # "Well" alone is all that there is to say to an answer.
    *(each[:2] for each in PERHAPS if not repr(each[1]).count("1000, ")),
    *TAKEN,
]


@TOLD
@pytest.mark.parametrize("fault", **cases(*UNCLEAR))
async def test_one_whose_answer_nobody_knows_of_is_given_up(house, impatient, fault):
    created, _ = await house.started()
    house.fake.faults["start"].append(fault)
    with pytest.raises(AvatarFailed):
        await house.provider.connect(created.session_id, ANSWER)
    assert [each[:2] for each in house.watcher.events] == [("died", created.session_id)]
    with pytest.raises(AvatarFailed):
        await house.provider.connect(created.session_id, ANSWER)
    assert len(house.asked("start")) == 1
    await house.provider.stop(created.session_id)
    assert not house.fake.running()


async def test_an_answer_is_seen_through_though_nobody_waits_for_it(house):
    created, _ = await house.started()
    gate = asyncio.Event()
    house.fake.faults["start"].append(Slow(gate))
    connecting = asyncio.create_task(house.provider.connect(created.session_id, ANSWER))
    await until(lambda: house.asked("start"))
    connecting.cancel()
    await asyncio.wait([connecting])
    gate.set()
    await house.provider.connect(created.session_id, ANSWER)
    assert len(house.asked("start")) == 1 and not house.watcher.events


async def test_one_that_is_stopped_while_its_answer_is_sent_is_stopped(house):
    created, _ = await house.started()
    gate = asyncio.Event()
    house.fake.faults["start"].append(Slow(gate))
    connecting = asyncio.create_task(house.provider.connect(created.session_id, ANSWER))
    await until(lambda: house.asked("start"))
    await house.provider.stop(created.session_id)
    gate.set()
    with pytest.raises(AvatarFailed):
        await connecting
    assert not house.fake.running()


async def test_closing_leaves_no_task(house):
    before = asyncio.all_tasks()
    created, _ = await house.started()
    house.fake.faults["start"].append(Hang())
    connecting = asyncio.create_task(house.provider.connect(created.session_id, ANSWER))
    await until(lambda: house.asked("start"))
    await house.provider.close()
    assert not {each for each in asyncio.all_tasks() - before if "._answer" in repr(each)}
    await asyncio.wait([connecting])
    assert isinstance(connecting.exception(), AvatarFailed)


# Candidates


async def test_candidates_are_passed_on_also_before_the_answer(house):
    created, _ = await house.started()
    await house.provider.add_candidate(created.session_id, CANDIDATE)
    await house.provider.connect(created.session_id, ANSWER)
    await house.provider.add_candidate(created.session_id, Candidate("candidate:2", None, 1))
    assert house.fake.sessions[created.session_id].candidates == [
        {
            "candidate": CANDIDATE.candidate,
            "sdpMid": "0",
            "sdpMLineIndex": 0,
            "usernameFragment": "abcd",
        },
        {
            "candidate": "candidate:2",
            "sdpMid": None,
            "sdpMLineIndex": 1,
            "usernameFragment": None,
        },
    ]


@pytest.mark.parametrize("last", [None, Candidate()], ids=["none", "empty"])
async def test_that_there_are_no_more_candidates_is_not_passed_on(house, last):
    created, _ = await house.started()
    await house.provider.add_candidate(created.session_id, last)
    assert not house.asked("ice")


@TOLD
async def test_a_candidate_that_the_vendor_refuses_is_the_visitors(house):
    created, _ = await house.started()
    house.fake.faults["ice"].append(Faults.unprocessable("invalid parameter: candidate"))
    with pytest.raises(BadCandidate):
        await house.provider.add_candidate(created.session_id, CANDIDATE)


@TOLD
async def test_a_candidate_is_sent_again_while_the_vendor_is_broken(house):
    created, _ = await house.started()
    house.fake.faults["ice"] += [Faults.server_error(), Cut(taken=False)]
    await house.provider.add_candidate(created.session_id, CANDIDATE)
    house.fake.always["ice"] = Faults.server_error()
    with pytest.raises(VendorFailed):
        await house.provider.add_candidate(created.session_id, CANDIDATE)


# Under way


async def test_a_sign_of_its_visitor_keeps_it_alive(house):
    session_id = await met(house)
    for _ in range(3):
        house.clock.now += 119
        await house.provider.keep_alive(session_id)
    assert house.fake.running() and not house.watcher.events


@pytest.mark.parametrize("reason", ["IDLE_TIMEOUT", "MAX_DURATION_REACHED"])
async def test_that_it_is_over_is_found_when_it_is_kept_alive(house, reason):
    session_id = await met(house)
    house.fake.end(session_id, reason)
    with pytest.raises(VendorFailed):
        await house.provider.keep_alive(session_id)
    assert [each[:2] for each in house.watcher.events] == [("died", session_id)]


@TOLD
async def test_a_sign_that_does_not_come_through_is_no_end(house):
    session_id = await met(house)
    house.fake.always["keep_alive"] = Faults.server_error()
    with pytest.raises(VendorFailed):
        await house.provider.keep_alive(session_id)
    assert not house.watcher.events


async def test_a_page_that_was_reloaded_before_its_answer_gets_the_same_offer(house):
    created, opening = await house.started()
    assert (await house.provider.renew(created.session_id)).details == opening.details
    await house.provider.connect(created.session_id, ANSWER)


async def test_a_page_that_was_reloaded_after_its_answer_ends_the_session(house):
    session_id = await met(house)
    with pytest.raises(AvatarFailed, match="again"):
        await house.provider.renew(session_id)
    assert [each[:2] for each in house.watcher.events] == [("died", session_id)]


async def test_a_session_outlives_a_restart_but_no_reload(house):
    created, opening = await house.started()
    await house.provider.connect(created.session_id, ANSWER)
    await house.provider.close()
    later = house.another()
    later.resume(created.session_id, user=7, lead_id="lead-7", is_connected=True, kept=opening.kept)
    await later.connect(created.session_id, ANSWER)
    await later.add_candidate(created.session_id, CANDIDATE)
    await later.keep_alive(created.session_id)
    assert len(house.asked("start")) == 1 and house.fake.running()
    with pytest.raises(AvatarFailed):
        await later.renew(created.session_id)
    await later.stop(created.session_id)
    assert not house.fake.running()


@pytest.mark.parametrize("is_stopped", [False, True], ids=["never was", "stopped"])
async def test_there_is_no_way_into_a_session_that_is_not_there(house, is_stopped):
    session_id = "none"
    if is_stopped:
        session_id = await met(house)
        await house.provider.stop(session_id)
    for asking in (
        house.provider.renew(session_id),
        house.provider.connect(session_id, ANSWER),
        house.provider.add_candidate(session_id, CANDIDATE),
    ):
        with pytest.raises(SessionNotFound):
            await asking


# Its end


async def test_what_is_stopped_stays_stopped_however_often(house):
    session_id = await met(house)
    for _ in range(3):
        await house.provider.stop(session_id)
    await house.provider.stop("never was")
    assert not house.fake.running()


async def test_one_that_was_not_answered_yet_is_stopped_too(house):
    created, _ = await house.started()
    await house.provider.stop(created.session_id)
    assert not house.fake.running()


@pytest.mark.parametrize(
    "answer",
    [
        refused("Session does not exist. SessionID: x", code=400004),
        refused("session not found", code=10006),
        refused("session state wrong: closed", code=10005),
        refused("session state wrong: closing", code=10004),
    ],
    ids=lambda each: each.body["message"],
)
async def test_one_that_the_vendor_has_no_more_is_stopped(house, answer):
    session_id = await met(house)
    house.fake.faults["stop"].append(answer)
    await house.provider.stop(session_id)
    assert len(house.asked("stop")) == 1


@TOLD
@pytest.mark.parametrize(
    "fault",
    [Faults.server_error(), Faults.too_many(1), Cut(taken=True), Hang(), Garbage(), Garbage(b"{}")],
    ids=lambda each: repr(each)[:50],
)
async def test_a_stop_is_tried_again_until_the_vendor_says_so(house, impatient, fault):
    session_id = await met(house)
    house.fake.faults["stop"] += [fault] * 3
    await house.provider.stop(session_id)
    assert len(house.asked("stop")) == 4 and not house.fake.running()


@TOLD
@pytest.mark.parametrize(
    "fault", [Faults.bad_key(), Faults.server_error(), Cut(taken=False)], ids=["key", "500", "cut"]
)
async def test_a_stop_that_may_not_be_done_fails_and_can_be_tried_again(house, fault):
    session_id = await met(house)
    house.fake.always["stop"] = fault
    with pytest.raises(VendorFailed):
        await house.provider.stop(session_id)
    assert len(house.fake.running()) == 1
    house.fake.always.clear()
    await house.provider.stop(session_id)
    assert not house.fake.running()


# Before anybody is served


async def test_a_good_key_and_a_known_avatar_make_it_available(house):
    await house.provider.open([Part(name="gestao")])
    house.provider.check()


@pytest.mark.logs("no HeyGen streaming")
async def test_an_agent_type_without_an_avatar_makes_it_unavailable_and_says_what_to_set(house):
    provider = house.another(avatar_id="")
    await provider.open([Part(name="gestao", avatar_id=AVATAR_ID), Part(name="tecnico")])
    with pytest.raises(AvatarUnavailable, match="tecnico.*VIVAVOZ_HEYGEN_STREAMING_AVATAR_ID"):
        provider.check()
    assert not house.fake.requests


@pytest.mark.logs("no HeyGen streaming")
async def test_an_avatar_that_the_vendor_has_not_makes_it_unavailable_and_is_named(house):
    part = Part(name="tecnico", avatar_id="Nobody")
    await house.provider.open([Part(name="gestao"), part])
    with pytest.raises(AvatarUnavailable, match="tecnico.*VIVAVOZ_HEYGEN_STREAMING_AVATAR_ID"):
        house.provider.check()


@TOLD
@pytest.mark.logs("no HeyGen streaming")
async def test_a_refused_key_makes_it_unavailable_and_says_what_to_set(house):
    provider = house.another(api_key="another-key")
    await provider.open([Part(name="gestao")])
    with pytest.raises(AvatarUnavailable, match="VIVAVOZ_HEYGEN_STREAMING_API_KEY"):
        provider.check()


@TOLD
@pytest.mark.logs("HeyGen doesn't answer")
@pytest.mark.parametrize(
    "fault",
    [
        Hang(),
        Slow(asyncio.Event()),
        Faults.server_error(),
        Faults.too_many(60),
        Cut(taken=False),
        *WRONG_SHAPES,
    ],
    ids=["hangs", "slow", "500", "429", "cut", *(f"shape {at}" for at in range(len(WRONG_SHAPES)))],
)
async def test_a_vendor_that_says_nothing_clear_leaves_it_available(house, impatient, fault):
    house.fake.always["avatars"] = fault
    await house.provider.open([Part(name="gestao")])
    house.provider.check()


# Secrets


@TOLD
@pytest.mark.logs("no HeyGen streaming")
async def test_no_key_and_no_token_is_told_anywhere_though_the_vendor_repeats_it(house, caplog):
    caplog.set_level("DEBUG")
    created, opening = await house.started()
    secrets = [STREAMING_KEY, created.session_token]
    texts = [repr(each) for each in (created, opening, house.provider._settings)]
    told = refused(f"Bad key {STREAMING_KEY}, token '{created.session_token}'")
    for call in ("create_token", "start", "ice", "keep_alive", "stop"):
        house.fake.always[call] = told
    for asking in (
        house.provider.create(wish()),
        house.provider.connect(created.session_id, ANSWER),
        house.provider.add_candidate(created.session_id, CANDIDATE),
        house.provider.keep_alive(created.session_id),
        house.provider.stop(created.session_id),
    ):
        with pytest.raises((AvatarFailed, BadDescription, BadCandidate)) as failed:
            await asking
        texts += [str(failed.value), repr(failed.value), repr(failed.value.__cause__)]
    house.fake.always["new"] = told
    del house.fake.always["create_token"]
    with pytest.raises(VendorFailed):
        await house.provider.create(wish())
    house.fake.always["avatars"] = refused(f"Unauthorized: {STREAMING_KEY}", 401)
    await house.provider.open([Part(name="gestao")])
    with pytest.raises(AvatarUnavailable) as unavailable:
        house.provider.check()
    assert caplog.text.count("Bad key …, token '…'") == 6
    texts += [str(unavailable.value), caplog.text, repr(house.watcher.events)]
    assert not [secret for secret in secrets for text in texts if secret in text]


async def test_what_a_visitor_sends_is_not_logged(house, caplog):
    caplog.set_level("DEBUG")
    session_id = await met(house)
    await house.provider.add_candidate(session_id, CANDIDATE)
    assert ANSWER.sdp not in caplog.text and CANDIDATE.candidate not in caplog.text


@pytest.mark.parametrize("is_connected", [True, False])
async def test_after_a_restart_an_answer_is_known_to_be_there_or_it_is_given_up(
    house, is_connected
):
    created, opening = await house.started()
    later = house.another()
    later.watch(house.watcher)
    later.resume(
        created.session_id, user=7, lead_id="lead-7", is_connected=is_connected, kept=opening.kept
    )
    if is_connected:
        await later.connect(created.session_id, ANSWER)
        assert not house.watcher.events
    else:
        with pytest.raises(AvatarFailed):
            await later.connect(created.session_id, ANSWER)
        assert [each[:2] for each in house.watcher.events] == [("died", created.session_id)]
    assert not house.asked("start")

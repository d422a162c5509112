import asyncio
import uuid
import weakref

import pytest

from realtime.avatars import leaving as leaving_module
from realtime.avatars import liveavatar as liveavatar_module
from realtime.avatars.base import Candidate, Description, Ending, Part, StopInDoubt
from realtime.avatars.complaints import Complaint
from realtime.avatars.vendor import VendorFailed, VendorFull
from state.contract import TRANSCRIPT_SECONDS
from state.errors import AvatarFull, AvatarUnavailable, SessionNotFound, StoreBusy
from tests.heygen_fake import WRONG_SHAPES, Cut, Garbage, Hang, Refuse, Slow
from tests.heygen_fake.faults import LiveAvatarFaults as Faults
from tests.heygen_fake.token_body import SANDBOX_AVATAR
from tests.realtime.avatars.at_heygen import (
    AVATAR,
    CONTEXT,
    LIVE_KEY,
    VOICE,
    be_impatient,
    live_at,
    wish,
)
from tests.waiting import until

TOLD = pytest.mark.logs("liveavatar: /v1/")
PART_AVATAR, PART_VOICE, PART_CONTEXT = (f"{number}" * 8 + AVATAR[8:] for number in (4, 5, 6))


@pytest.fixture
async def house(tmp_path):
    async with live_at(tmp_path) as house:
        yield house


@pytest.fixture
def no_doubt(monkeypatch):
    """Lets the time pass in which a start may still come."""

    def no_doubt():
        monkeypatch.setattr(leaving_module, "_DOUBT_SECONDS", 0.0)

    return no_doubt


@pytest.fixture
def impatient(request, monkeypatch):
    be_impatient(request, monkeypatch, liveavatar_module)


def refused(message, status=400):
    return Refuse(status, {"code": status, "data": None, "message": message})


# What it asks for


async def test_a_session_is_asked_for_in_full_mode_with_its_limit(house):
    await house.provider.create(wish(limit_s=1_199.2))
    assert house.fake.requests[0].body == {
        "mode": "FULL",
        "avatar_id": AVATAR,
        "avatar_persona": {"context_id": CONTEXT, "language": "pt"},
        "is_sandbox": False,
        "video_settings": {"quality": "high"},
        "max_session_duration": 1_200,
        "interactivity_type": "CONVERSATIONAL",
    }


@pytest.mark.parametrize(
    ("language", "wanted"), [("en", "en"), ("pt-BR", "pt"), ("zh-Hans-CN", "zh")]
)
async def test_the_language_is_the_agents_in_the_vendors_form(house, language, wanted):
    await house.provider.create(wish(language=language))
    assert house.fake.requests[0].body["avatar_persona"]["language"] == wanted


async def test_what_an_agent_type_names_comes_before_the_settings(house):
    usual = {"voice_id": VOICE, "quality": "low", "language": "fr"}
    provider = house.another(**usual)
    part = Part(name="gestao", avatar_id=PART_AVATAR, voice_id=PART_VOICE, context_id=PART_CONTEXT)
    await provider.create(wish(part=part))
    await provider.create(wish())
    named, unnamed = (each.body for each in house.fake.requests)
    assert named["avatar_id"] == PART_AVATAR and unnamed["avatar_id"] == AVATAR
    assert named["avatar_persona"] == {
        "voice_id": PART_VOICE,
        "context_id": PART_CONTEXT,
        "language": "fr",
    }
    assert unnamed["avatar_persona"] == {
        "voice_id": VOICE,
        "context_id": CONTEXT,
        "language": "fr",
    }
    assert named["video_settings"] == {"quality": "low"}


async def test_the_sandbox_lasts_a_minute(house):
    provider = house.another(sandbox=True, avatar_id=SANDBOX_AVATAR)
    await provider.create(wish())
    await provider.create(wish(limit_s=30.0))
    bodies = [each.body for each in house.fake.requests]
    assert [each["is_sandbox"] for each in bodies] == [True, True]
    assert [each["max_session_duration"] for each in bodies] == [60, 30]


async def test_each_call_has_its_own_credential_and_no_other(house):
    created, _ = await house.started()
    await house.provider.keep_alive(created.session_id)
    await house.pauses.looked()
    house.fake.end(created.session_id, "USER_CLOSED")
    await house.pauses.look()
    await until(lambda: house.watcher.events)
    await house.provider.stop(created.session_id)
    await house.provider.open([])
    assert {(each.call, each.credential) for each in house.fake.requests} == {
        ("token", "key"),
        ("start", "token"),
        ("keep_alive", "key"),
        ("transcript", "key"),
        ("get", "key"),
        ("stop", "key"),
        ("credits", "key"),
    }
    assert {each.session_id for each in house.asked("keep_alive", "stop", "get")} == {
        created.session_id
    }


async def test_it_costs_from_its_start_and_no_sooner(house):
    created = await house.provider.create(wish())
    assert not house.fake.running()
    await house.provider.start(created, wish())
    (session,) = house.fake.running()
    assert (session.id, session.token) == (created.session_id, created.session_token)


async def test_the_page_is_given_the_way_into_the_room(house):
    created, opening = await house.started()
    assert set(opening.details) == {"session_token", "livekit_url", "livekit_token"}
    assert opening.details["session_token"] == created.session_token
    assert opening.details["livekit_url"] == "wss://room.invalid"
    assert str(opening.details["livekit_token"]).startswith("room-token-")
    assert opening.kept == opening.details


async def test_an_answer_may_say_100(tmp_path):
    async with live_at(tmp_path, success_code=100) as house:
        created, _ = await house.started()
        await house.provider.stop(created.session_id)
        assert not house.fake.running()


# What goes wrong when it is created

ALWAYS = [
    ("bad key", Faults.bad_key(), Complaint.KEY, 1),
    ("unknown avatar", Faults.unknown_avatar(), Complaint.REFUSED, 1),
    ("422", Faults.unprocessable(), Complaint.REFUSED, 1),
    ("no credits", Faults.no_credits(), Complaint.NO_CREDIT, 1),
    ("429", Faults.too_many(1), Complaint.BUSY, 4),
    ("429, long", Faults.too_many(60), Complaint.BUSY, 1),
    ("500", Faults.server_error(), Complaint.BROKEN, 4),
    ("garbage", Garbage(), Complaint.BROKEN, 4),
    ("cut before", Cut(taken=False), Complaint.BROKEN, 4),
    ("cut after", Cut(taken=True), Complaint.BROKEN, 4),
    ("hangs", Hang(), Complaint.BROKEN, 4),
    *((f"shape {at}", each, Complaint.BROKEN, 4) for at, each in enumerate(WRONG_SHAPES)),
]


@TOLD
@pytest.mark.parametrize(
    ("fault", "complaint", "times"),
    [each[1:] for each in ALWAYS],
    ids=[each[0] for each in ALWAYS],
)
async def test_a_session_that_cannot_be_created_costs_nothing(
    house, impatient, fault, complaint, times
):
    house.fake.always["token"] = fault
    with pytest.raises(VendorFailed) as failed:
        await house.provider.create(wish())
    assert failed.value.complaint is complaint
    assert isinstance(failed.value, AvatarFull) is (complaint is Complaint.NO_CREDIT)
    assert house.order() == ["token"] * times
    assert not house.fake.running()


@TOLD
@pytest.mark.parametrize(
    "fault",
    [Faults.too_many(1), Faults.server_error(), Garbage(), Cut(taken=False), Cut(taken=True)],
    ids=["429", "500", "garbage", "cut before", "cut after"],
)
async def test_a_session_is_asked_for_again_for_it_costs_nothing(house, fault):
    house.fake.faults["token"].append(fault)
    await house.started()
    assert len(house.fake.running()) == 1


@TOLD
@pytest.mark.parametrize("token", ["", "line\nbreak", "ümlaut", "a b"], ids=repr)
async def test_a_token_that_no_header_can_carry_is_none(house, token, caplog):
    data = {"session_id": AVATAR, "session_token": token}
    house.fake.always["token"] = Refuse(200, {"code": 1000, "data": data, "message": "ok"})
    with pytest.raises(VendorFailed):
        await house.provider.create(wish())
    assert not token or token not in caplog.text


# What goes wrong when it starts

STARTS = [
    # name, fault, complaint, whether it surely wasn't done
    ("bad token", Faults.bad_key(), Complaint.KEY, True),
    ("unknown configuration", refused("LLM configuration not found"), Complaint.REFUSED, True),
    ("422", Faults.unprocessable(), Complaint.REFUSED, True),
    ("no credits", Faults.no_credits(), Complaint.NO_CREDIT, True),
    ("429, long", Faults.too_many(60), Complaint.BUSY, True),
    ("429, no time", refused("Too many requests", 429), Complaint.BUSY, True),
    ("500 before", Faults.server_error(), Complaint.BROKEN, False),
    ("500 after", Refuse(500, {"code": 500}, taken=True), Complaint.BROKEN, False),
    ("garbage before", Garbage(), Complaint.BROKEN, False),
    ("garbage after", Garbage(taken=True), Complaint.BROKEN, False),
    ("cut before", Cut(taken=False), Complaint.BROKEN, False),
    ("cut after", Cut(taken=True), Complaint.BROKEN, False),
    ("hangs before", Hang(), Complaint.BROKEN, False),
    ("hangs after", Hang(taken=True), Complaint.BROKEN, False),
    ("slow after", Slow(asyncio.Event(), taken=True), Complaint.BROKEN, False),
    *((f"shape {at}", each, Complaint.BROKEN, False) for at, each in enumerate(WRONG_SHAPES)),
]


@TOLD
@pytest.mark.parametrize(
    ("fault", "complaint", "is_settled"),
    [each[1:] for each in STARTS],
    ids=[each[0] for each in STARTS],
)
async def test_a_start_that_went_wrong_is_not_sent_again_and_ends_stopped(
    house, impatient, no_doubt, fault, complaint, is_settled
):
    house.fake.faults["start"].append(fault)
    created = await house.provider.create(wish())
    with pytest.raises(VendorFailed) as failed:
        await house.provider.start(created, wish())
    assert failed.value.complaint is complaint
    assert isinstance(failed.value, VendorFull) is (complaint is Complaint.NO_CREDIT)
    assert len(house.asked("start")) == 1
    if not is_settled:
        with pytest.raises(StopInDoubt):
            await house.provider.stop(created.session_id)
        assert not house.fake.running()
        no_doubt()
    await house.provider.stop(created.session_id)
    assert not house.fake.running()
    assert len(house.asked("start")) == 1
    with pytest.raises(SessionNotFound):
        await house.provider.renew(created.session_id)


@TOLD
async def test_a_start_that_was_refused_for_a_moment_is_sent_once_more(house):
    house.fake.faults["start"].append(Faults.too_many(2))
    created, _ = await house.started()
    assert house.pauses.tries == [2.0] and len(house.asked("start")) == 2
    assert house.fake.sessions[created.session_id].starts == 1


@TOLD
async def test_a_start_that_is_refused_for_a_moment_twice_fails_and_is_not_in_doubt(house):
    house.fake.faults["start"] += [Faults.too_many(1), Faults.too_many(1)]
    created = await house.provider.create(wish())
    with pytest.raises(VendorFailed):
        await house.provider.start(created, wish())
    assert len(house.asked("start")) == 2
    await house.provider.stop(created.session_id)


@TOLD
async def test_a_start_that_was_refused_and_then_lost_is_in_doubt(house):
    house.fake.faults["start"] += [Faults.too_many(1), Cut(taken=True)]
    created = await house.provider.create(wish())
    with pytest.raises(VendorFailed):
        await house.provider.start(created, wish())
    with pytest.raises(StopInDoubt):
        await house.provider.stop(created.session_id)
    assert not house.fake.running()


@pytest.mark.parametrize("stops_unstarted", [True, False], ids=["ends", "is not there yet"])
async def test_a_start_that_is_done_after_its_stop_ends_stopped(
    tmp_path, no_doubt, stops_unstarted
):
    async with live_at(tmp_path, stops_unstarted=stops_unstarted) as house:
        gate = asyncio.Event()
        house.fake.faults["start"].append(Slow(gate))
        created = await house.provider.create(wish())
        starting = asyncio.create_task(house.provider.start(created, wish()))
        await until(lambda: house.asked("start"))
        starting.cancel()
        await asyncio.wait([starting])
        with pytest.raises(StopInDoubt):
            await house.provider.stop(created.session_id)
        gate.set()
        await until(lambda: house.asked("start")[0].status)
        assert bool(house.fake.running()) is not stops_unstarted
        no_doubt()
        await house.provider.stop(created.session_id)
        assert not house.fake.running()


# A full house


@TOLD
async def test_a_house_full_of_others_gets_no_request_but_the_start(tmp_path):
    async with live_at(tmp_path, limit=1) as house:
        foreign = house.fake.foreign_session()
        created = await house.provider.create(wish())
        with pytest.raises(AvatarFull):
            await house.provider.start(created, wish())
        assert house.order() == ["token", "start"]
        assert [each.id for each in house.fake.running()] == [foreign]
        await house.provider.stop(created.session_id)


@TOLD
async def test_a_full_house_is_made_free_of_our_own_that_are_leaving(tmp_path):
    async with live_at(tmp_path, limit=3) as house:
        foreign = house.fake.foreign_session()
        staying, _ = await house.started()
        leaving, _ = await house.started(lead_id="another")
        house.fake.faults["stop"] += [Cut(taken=False)] * 4
        with pytest.raises(VendorFailed):
            await house.provider.stop(leaving.session_id)
        created, _ = await house.started()
        running = {each.id for each in house.fake.running()}
        assert running == {foreign, staying.session_id, created.session_id}
        assert {each.session_id for each in house.asked("stop")} == {leaving.session_id}
        starts = [each.session_id for each in house.asked("start")]
        assert starts[-2:] == [created.session_id] * 2
        assert house.fake.sessions[created.session_id].starts == 1
        assert house.pauses.tries[-1] == leaving_module._FREED_SECONDS


@TOLD
async def test_one_that_was_stopped_just_now_may_still_take_room(tmp_path):
    async with live_at(tmp_path, limit=1, frees_after_s=0.8) as house:
        first, _ = await house.started()
        await house.provider.stop(first.session_id)
        stop = house.fake.faults["stop"] = [Slow(asyncio.Event())]
        created = await house.provider.create(wish())
        starting = asyncio.create_task(house.provider.start(created, wish()))
        await until(lambda: not stop)
        house.clock.now += 1
        house.asked("stop")[-1].fault.gate.set()
        await starting
        assert [each.id for each in house.fake.running()] == [created.session_id]


@TOLD
async def test_a_house_that_stays_full_is_tried_no_third_time(tmp_path):
    async with live_at(tmp_path, limit=1) as house:
        first, _ = await house.started()
        await house.provider.stop(first.session_id)
        house.fake.foreign_session()
        created = await house.provider.create(wish())
        with pytest.raises(AvatarFull):
            await house.provider.start(created, wish())
        assert [each.session_id for each in house.asked("start")][1:] == [created.session_id] * 2
        assert {each.session_id for each in house.asked("stop")} == {first.session_id}
        await house.provider.stop(created.session_id)


# Its end


async def test_of_what_is_stopped_nothing_is_left_to_the_collector(house, uncollected):
    created, _ = await house.started()
    followed = weakref.ref(house.provider._sessions[created.session_id].following)
    await house.provider.stop(created.session_id)
    await until(lambda: followed() is None)


async def test_what_is_stopped_stays_stopped_however_often(house):
    created, _ = await house.started()
    for _ in range(3):
        await house.provider.stop(created.session_id)
    assert house.fake.sessions[created.session_id].end_reason == "USER_CLOSED"
    assert not house.fake.running()


@pytest.mark.parametrize(
    "answer",
    [
        refused("Session not found", 404),
        refused("Session does not exist"),
        refused("session state wrong: closed"),
        refused("Session is already closed"),
    ],
    ids=lambda each: each.body["message"],
)
async def test_one_that_the_vendor_has_no_more_is_stopped(house, answer):
    created, _ = await house.started()
    house.fake.faults["stop"].append(answer)
    await house.provider.stop(created.session_id)
    assert len(house.asked("stop")) == 1


@TOLD
@pytest.mark.parametrize(
    "fault",
    [
        Faults.server_error(),
        Faults.too_many(1),
        Cut(taken=True),
        Cut(taken=False),
        Hang(),
        Garbage(),
        *(each for each in WRONG_SHAPES if b"1000, " not in each.body),
    ],
    ids=lambda each: repr(each)[:60],
)
async def test_a_stop_is_tried_again_until_the_vendor_says_so(house, impatient, fault):
    created, _ = await house.started()
    house.fake.faults["stop"] += [fault] * 3
    await house.provider.stop(created.session_id)
    assert len(house.asked("stop")) == 4 and not house.fake.running()


@TOLD
@pytest.mark.parametrize(
    "fault",
    [Faults.bad_key(), Faults.unprocessable(), Faults.server_error(), Cut(taken=False), Hang()],
    ids=["bad key", "422", "500", "cut", "hangs"],
)
async def test_a_stop_that_may_not_be_done_fails_and_can_be_tried_again(house, impatient, fault):
    created, _ = await house.started()
    house.fake.always["stop"] = fault
    with pytest.raises(VendorFailed):
        await house.provider.stop(created.session_id)
    assert len(house.fake.running()) == 1
    house.fake.always.clear()
    await house.provider.stop(created.session_id)
    assert not house.fake.running()


async def test_one_that_was_never_started_is_stopped_at_once(house):
    created = await house.provider.create(wish())
    await house.provider.stop(created.session_id)


async def test_one_of_a_former_run_is_stopped_and_its_start_may_still_come(house, no_doubt):
    created, _ = await house.started()
    later = house.another()
    with pytest.raises(StopInDoubt):
        await later.stop(created.session_id)
    assert not house.fake.running()
    no_doubt()
    await later.stop(created.session_id)


# Under way


async def test_entering_and_candidates_are_the_pages_own(house):
    created, _ = await house.started()
    asked = len(house.fake.requests)
    await house.provider.connect(created.session_id, None)
    await house.provider.connect(created.session_id, Description("answer", "v=0"))
    await house.provider.add_candidate(created.session_id, None)
    await house.provider.add_candidate(created.session_id, Candidate("candidate:1"))
    assert len(house.fake.requests) == asked


@pytest.mark.parametrize("is_stopped", [False, True], ids=["never was", "stopped"])
async def test_there_is_no_way_into_a_session_that_is_not_there(house, is_stopped):
    session_id = "none"
    if is_stopped:
        created, _ = await house.started()
        session_id = created.session_id
        await house.provider.stop(session_id)
    for asking in (
        house.provider.renew(session_id),
        house.provider.connect(session_id, None),
        house.provider.add_candidate(session_id, None),
    ):
        with pytest.raises(SessionNotFound):
            await asking


async def test_a_page_that_was_reloaded_gets_the_same_way_in(house):
    created, opening = await house.started()
    renewed = await house.provider.renew(created.session_id)
    assert renewed.details == opening.details


async def test_a_session_outlives_a_restart_with_its_way_in_and_its_words(house):
    created, opening = await house.started()
    house.fake.say(created.session_id, "user", "before")
    await house.pauses.looked()
    await house.provider.close()
    house.pauses._gates.clear()
    later = house.another()
    later.resume(created.session_id, user=7, lead_id="lead-7", is_connected=True, kept=opening.kept)
    house.fake.say(created.session_id, "avatar", "after")
    await house.pauses.looked()
    assert house.said() == [("user", "before"), ("assistant", "after")]
    assert (await later.renew(created.session_id)).details == opening.details
    await later.connect(created.session_id, None)
    await later.stop(created.session_id)
    assert not house.fake.running()


async def test_a_sign_of_its_visitor_keeps_it_alive(house):
    created, _ = await house.started()
    house.clock.now += 299
    await house.provider.keep_alive(created.session_id)
    house.clock.now += 299
    (session,) = house.fake.running()
    assert session.keep_alives == 1 and house.provider.idle_limit_s == 300


@TOLD
async def test_a_sign_of_its_visitor_is_sent_again_and_may_fail(house):
    created, _ = await house.started()
    house.fake.faults["keep_alive"].append(Faults.server_error())
    await house.provider.keep_alive(created.session_id)
    house.fake.end(created.session_id, "IDLE_TIMEOUT")
    with pytest.raises(VendorFailed):
        await house.provider.keep_alive(created.session_id)


# What was said, and how it ended


async def test_what_was_said_is_looked_for_all_the_time(house):
    created, _ = await house.started()
    await house.pauses.looked()
    house.fake.say(created.session_id, "user", "one")
    await house.pauses.looked()
    house.fake.say(created.session_id, "avatar", "two")
    await house.pauses.looked()
    assert house.said() == [("user", "one"), ("assistant", "two")]
    assert set(house.pauses.looks) == {TRANSCRIPT_SECONDS}


@TOLD
@pytest.mark.parametrize(
    "fault",
    [Faults.server_error(), Faults.bad_key(), *WRONG_SHAPES],
    ids=lambda f: f"{f.body!r:.30}",
)
async def test_a_transcript_that_cannot_be_had_is_looked_for_less_and_less(house, fault):
    created, _ = await house.started()
    house.fake.always["transcript"] = fault
    for _ in range(6):
        await house.pauses.looked()
    assert house.pauses.looks == [5, 10, 20, 40, 60, 60, 60]
    assert not house.watcher.events
    house.fake.always.clear()
    house.fake.say(created.session_id, "user", "still here")
    await house.pauses.looked()
    assert house.said() == [("user", "still here")] and house.pauses.looks[-1] == 5


async def test_what_the_disk_does_not_take_at_the_moment_is_looked_for_again(house, monkeypatch):
    created, _ = await house.started()
    house.fake.say(created.session_id, "user", "one")

    def busy():
        raise StoreBusy("the disk is slow")

    with monkeypatch.context() as patch:
        patch.setattr(house.store, "check", busy)
        await house.pauses.looked()
    await house.pauses.looked()
    assert house.said() == [("user", "one")]


ENDINGS = {
    "MAX_DURATION_REACHED": Ending.TIME_LIMIT,
    "AGENT_HANG_UP": Ending.TIME_LIMIT,
    "USER_CLOSED": Ending.VISITOR_GONE,
    "USER_DISCONNECTED": Ending.VISITOR_GONE,
    "IDLE_TIMEOUT": Ending.VISITOR_GONE,
    "ZOMBIE_SESSION_REAP": Ending.VISITOR_GONE,
    "NO_CREDITS": None,
    "SERVER_ERROR": None,
    "AVATAR_DELETED": None,
    "DISPATCH_FAILED": None,
    "UNKNOWN": None,
    "SOMETHING_NEW": None,
}


@pytest.mark.parametrize(("reason", "ending"), ENDINGS.items())
async def test_its_end_is_told_as_the_vendor_gives_it(house, reason, ending):
    created, _ = await house.started()
    house.fake.say(created.session_id, "avatar", "last words")
    house.fake.end(created.session_id, reason)
    await house.pauses.look()
    if ending is None:
        await house.watcher.wait_for(("died", created.session_id, reason))
    else:
        await house.watcher.wait_for(("ended", created.session_id, ending))
    assert house.said() == [("assistant", "last words")]
    assert len(house.watcher.events) == 1


@TOLD
async def test_one_that_the_vendor_knows_no_more_failed(house):
    created, _ = await house.started()
    house.fake.always["transcript"] = house.fake.always["get"] = refused("Session not found", 404)
    await house.pauses.look()
    await until(lambda: house.watcher.events)
    assert [each[:2] for each in house.watcher.events] == [("died", created.session_id)]


@TOLD
@pytest.mark.parametrize(
    "entries",
    [
        [Faults.server_error()] * 4,
        [Garbage()] * 4,
        [Refuse(200, {"code": 1000, "data": {"id": "x", "end_reason": None}})],
    ],
    ids=["500", "garbage", "no reason"],
)
async def test_one_that_is_not_active_is_over_only_with_a_reason(house, entries):
    created, _ = await house.started()
    house.fake.end(created.session_id, "USER_CLOSED")
    house.fake.faults["get"] += entries
    await house.pauses.look()
    await until(lambda: not house.fake.faults["get"])
    assert not house.watcher.events
    await house.pauses.look()
    await house.watcher.wait_for(("ended", created.session_id, Ending.VISITOR_GONE))


async def test_the_last_words_come_after_the_stop(house):
    created, _ = await house.started()
    house.fake.say(created.session_id, "user", "bye")
    await house.provider.stop(created.session_id)
    await until(house.said)
    assert house.said() == [("user", "bye")]
    await until(lambda: house.conversations.owner_of_call("lead-7") is None)
    assert not house.watcher.events


@TOLD
@pytest.mark.logs("the end of a transcript can't be had")
async def test_who_has_no_last_words_leaves_all_the_same(house):
    created, _ = await house.started()
    assert house.conversations.owner_of_call("lead-7") == 7
    house.fake.always["transcript"] = Faults.server_error()
    await house.provider.stop(created.session_id)
    await until(lambda: house.conversations.owner_of_call("lead-7") is None)


# Before anybody is served


async def test_a_good_key_and_all_ids_make_it_available(house):
    await house.provider.open([Part(name="gestao")])
    house.provider.check()


@pytest.mark.logs("no LiveAvatar")
@pytest.mark.parametrize("lacking", ["avatar_id", "context_id"])
async def test_an_agent_type_without_an_id_makes_it_unavailable_and_says_what_to_set(
    house, lacking
):
    provider = house.another(**{lacking: ""})
    ids = {"avatar_id": PART_AVATAR, "context_id": PART_CONTEXT}
    await provider.open([Part(name="gestao", **ids), Part(name="tecnico")])
    with pytest.raises(AvatarUnavailable, match=f"tecnico.*VIVAVOZ_LIVEAVATAR_{lacking.upper()}"):
        provider.check()
    assert not house.fake.requests


async def test_an_agent_type_may_have_its_own_ids_and_the_settings_none(house):
    provider = house.another(avatar_id="", context_id="")
    await provider.open([Part(name="gestao", avatar_id=PART_AVATAR, context_id=PART_CONTEXT)])
    provider.check()


@TOLD
@pytest.mark.logs("no LiveAvatar")
async def test_a_refused_key_makes_it_unavailable_and_says_what_to_set(house):
    provider = house.another(api_key="another-key")
    await provider.open([Part(name="gestao")])
    with pytest.raises(AvatarUnavailable, match="VIVAVOZ_LIVEAVATAR_API_KEY") as unavailable:
        provider.check()
    assert "another-key" not in str(unavailable.value)


@TOLD
@pytest.mark.logs("LiveAvatar doesn't answer")
@pytest.mark.parametrize(
    "fault",
    [
        Hang(),
        Slow(asyncio.Event()),
        Faults.server_error(),
        Faults.too_many(60),
        Cut(taken=False),
        Garbage(),
        Garbage(b"<title>Just a moment...</title>", 403),
    ],
    ids=["hangs", "slow", "500", "429", "cut", "garbage", "a page on the way"],
)
async def test_a_vendor_that_says_nothing_of_the_key_leaves_it_available(house, impatient, fault):
    house.fake.always["credits"] = fault
    await house.provider.open([Part(name="gestao")])
    house.provider.check()


# What it leaves


async def test_closing_leaves_neither_tasks_nor_callers(house):
    before = asyncio.all_tasks()
    created, _ = await house.started()
    other, _ = await house.started(lead_id="lead-8")
    house.fake.always["transcript"] = Hang()
    await house.pauses.look()
    await until(lambda: house.asked("transcript"))
    await house.provider.close()
    ours = {each for each in asyncio.all_tasks() - before if "liveavatar" in repr(each)}
    assert not ours
    assert house.conversations.owner_of_call("lead-7") is None
    assert house.conversations.owner_of_call("lead-8") is None
    # A restart goes on with them.
    assert {each.id for each in house.fake.running()} == {created.session_id, other.session_id}


async def test_closing_waits_for_last_words(house):
    created, _ = await house.started()
    gate = asyncio.Event()
    house.fake.say(created.session_id, "user", "bye")
    house.fake.faults["transcript"].append(Slow(gate))
    await house.provider.stop(created.session_id)
    closing = asyncio.create_task(house.provider.close())
    await until(lambda: house.asked("transcript"))
    gate.set()
    await closing
    assert house.said() == [("user", "bye")]


async def test_closing_does_not_wait_long_for_last_words(house, monkeypatch):
    monkeypatch.setattr(liveavatar_module, "VENDOR_CHECK_SECONDS", 0.05)
    before = asyncio.all_tasks()
    created, _ = await house.started()
    house.fake.faults["transcript"].append(Hang())
    await house.provider.stop(created.session_id)
    await house.provider.close()
    assert not {each for each in asyncio.all_tasks() - before if "liveavatar" in repr(each)}
    assert house.conversations.owner_of_call("lead-7") is None


# Secrets


@TOLD
@pytest.mark.logs("no LiveAvatar")
@pytest.mark.logs("the end of a transcript can't be had")
async def test_no_key_and_no_token_is_told_anywhere_though_the_vendor_repeats_it(house, caplog):
    caplog.set_level("DEBUG")
    created, opening = await house.started()
    room = str(opening.details["livekit_token"])
    secrets = [LIVE_KEY, created.session_token, room]
    texts = [repr(each) for each in (created, opening, house.provider._settings)]
    told = refused(f"Bad key {LIVE_KEY}, token '{created.session_token}' of {room}")
    for call in ("token", "start", "keep_alive", "transcript", "stop", "credits"):
        house.fake.always[call] = told
    await house.pauses.looked()
    for asking in (
        house.provider.create(wish()),
        house.provider.start(created, wish()),
        house.provider.keep_alive(created.session_id),
        house.provider.stop(created.session_id),
    ):
        with pytest.raises(VendorFailed) as failed:
            await asking
        texts += [str(failed.value), repr(failed.value), repr(failed.value.__cause__)]
    del house.fake.always["stop"]
    await house.provider.stop(created.session_id)
    await until(lambda: house.conversations.owner_of_call("lead-7") is None)
    house.fake.always["credits"] = refused(f"Unauthorized: {LIVE_KEY}", 401)
    await house.provider.open([Part(name="gestao")])
    with pytest.raises(AvatarUnavailable) as unavailable:
        house.provider.check()
    assert caplog.text.count("Bad key …, token '…'") == 6
    texts += [str(unavailable.value), caplog.text]
    assert not [secret for secret in secrets for text in texts if secret in text]


@TOLD
@pytest.mark.logs("no LiveAvatar")
async def test_an_avatar_that_the_vendor_refuses_makes_it_unavailable_and_is_named(house):
    house.fake.avatars = [AVATAR]
    parts = [Part(name="gestao"), Part(name="tecnico", avatar_id=str(uuid.uuid4()))]
    await house.provider.open(parts)
    with pytest.raises(AvatarUnavailable, match="tecnico.*avatar_id"):
        house.provider.check()
    await house.provider.open(parts[:1])
    house.provider.check()
    assert not house.fake.running()

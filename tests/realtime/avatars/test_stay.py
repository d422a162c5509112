import asyncio

import pytest

from realtime.avatars.base import Description, Part, Wanted
from realtime.avatars.stay import Stay
from state.errors import AvatarFailed, NoReservation, SessionNotFound
from tests.avatars import ScriptedAvatars
from tests.waiting import until

WANTED = Wanted(
    user=1,
    lead_id="lead",
    agent="scripted",
    part=Part(name="gestao"),
    language="en",
    limit_s=1_200.0,
)
ANSWER = Description("answer", "v=0")


async def no_pause(seconds):
    await asyncio.sleep(0)


def stay_at(provider, patience_s=60.0, stop_s=60.0):
    return Stay(
        provider,
        "ours",
        see_through=asyncio.create_task,
        patience_s=patience_s,
        stop_s=stop_s,
        pause=no_pause,
    )


@pytest.fixture
def provider():
    return ScriptedAvatars(idle_limit_s=60.0)


@pytest.fixture
async def stay(provider):
    return stay_at(provider)


async def begun(stay):
    await stay.create(WANTED)
    await stay.start(WANTED)
    stay.go_on()
    return stay


async def test_who_enters_waits_until_it_has_begun(stay):
    entering = asyncio.create_task(stay.enter())
    await begun(stay)
    assert (await entering)["session_id"] == "face-1"


async def test_a_stay_that_is_given_up_lets_nobody_in_and_says_why(stay):
    entering = asyncio.create_task(stay.enter())
    stay.fail(AvatarFailed("why"))
    stay.give_up(NoReservation("some other reason"))
    with pytest.raises(AvatarFailed, match="why"):
        await entering


async def test_an_entry_that_was_used_is_renewed_once_for_all_who_enter(stay, provider):
    await begun(stay)
    await stay.connect(ANSWER)
    first, second = await asyncio.gather(stay.enter(), stay.enter())
    assert first == second
    assert provider.calls.count(("renew", "face-1")) == 1


async def test_who_gives_up_waiting_for_an_entry_harms_nobody_else(stay, provider):
    await begun(stay)
    await stay.connect(ANSWER)
    gate = asyncio.Event()
    provider.steps["renew"] = [gate]
    first, second = asyncio.create_task(stay.enter()), asyncio.create_task(stay.enter())
    await asyncio.sleep(0)
    first.cancel()
    await asyncio.wait([first])
    gate.set()
    assert (await second)["sdp"]["sdp"] == "offer 2"


async def test_who_enters_while_it_ends_finds_nothing(stay, provider):
    await begun(stay)
    await stay.connect(ANSWER)
    provider.steps["renew"] = [asyncio.Event()]
    entering = asyncio.create_task(stay.enter())
    await asyncio.sleep(0)
    assert await stay.stop("")
    with pytest.raises(SessionNotFound):
        await entering


async def test_what_was_never_created_is_stopped_without_the_provider(stay, provider):
    assert await stay.stop("")
    assert provider.calls == []


async def test_what_was_created_but_not_recorded_is_stopped_all_the_same(stay, provider):
    provider.steps["start"] = [asyncio.Event()]

    async def beginning():
        await stay.create(WANTED)
        await stay.start(WANTED)

    stay.begin(beginning())
    await until(lambda: provider.live)
    assert await stay.stop("")
    assert provider.live == {}


@pytest.mark.logs("took too long")
async def test_a_provider_that_doesnt_answer_in_time_has_failed(provider):
    stay = stay_at(provider, patience_s=0.0)
    provider.steps["create"] = [asyncio.Event()]
    with pytest.raises(AvatarFailed, match="too long"):
        await stay.create(WANTED)


@pytest.mark.logs("took too long")
async def test_what_is_created_too_late_is_stopped(provider):
    stay = stay_at(provider, patience_s=0.0)
    gate = asyncio.Event()
    provider.steps["create"] = [gate]
    with pytest.raises(AvatarFailed, match="too long"):
        await stay.create(WANTED)
    assert await stay.stop("")
    gate.set()
    await until(lambda: ("stop", "face-1") in provider.calls)


@pytest.mark.logs("can't be stopped")
async def test_what_is_created_too_late_is_stopped_again_until_it_is(stay, provider):
    gate = asyncio.Event()
    provider.steps["create"] = [gate]
    provider.steps["stop"] = [AvatarFailed("not now"), AvatarFailed("nor now")]
    stay.begin(stay.create(WANTED))
    await until(lambda: provider.calls)
    assert await stay.stop("")
    gate.set()
    await until(lambda: provider.calls.count(("stop", "face-1")) == 3)


async def test_what_its_provider_waited_for_and_cancelled_is_a_failure(stay, provider, monkeypatch):
    await begun(stay)

    async def connect(session_id, answer):
        closed = asyncio.get_running_loop().create_future()
        closed.cancel()
        await asyncio.shield(closed)

    monkeypatch.setattr(provider, "connect", connect)
    with pytest.raises(AvatarFailed, match="gone"):
        await stay.connect(ANSWER)


@pytest.mark.parametrize("error", [AvatarFailed("gone"), asyncio.CancelledError()])
async def test_who_ends_it_while_it_connects_is_told_that_it_is_over(
    stay, provider, monkeypatch, error
):
    await begun(stay)

    async def connect(session_id, answer):
        await stay.stop("")
        raise error

    monkeypatch.setattr(provider, "connect", connect)
    with pytest.raises(SessionNotFound):
        await stay.connect(ANSWER)


@pytest.mark.logs("can't be stopped")
async def test_a_session_that_doesnt_stop_in_time_isnt_stopped(provider):
    stay = await begun(stay_at(provider, stop_s=0.0))
    provider.steps["stop"] = [asyncio.Event()]
    assert not await stay.stop("")


async def test_it_is_kept_alive_twice_as_often_as_is_needed_and_no_more(stay, provider):
    await begun(stay)
    for now in (0.0, 10.0, 29.9, 30.0, 40.0, 60.0):
        await stay.keep_alive(now=now)
    assert provider.calls.count(("keep_alive", "face-1")) == 3


@pytest.mark.logs("busy")
async def test_a_failure_to_keep_it_alive_ends_nothing(stay, provider):
    await begun(stay)
    provider.steps["keep_alive"] = [AvatarFailed("busy")]
    await stay.keep_alive(now=0.0)
    await stay.keep_alive(now=10.0)
    assert provider.calls.count(("keep_alive", "face-1")) == 2
    assert (await stay.enter())["session_id"] == "face-1"


async def test_what_is_stopped_while_it_is_kept_alive_is_no_failure(stay, provider):
    await begun(stay)

    async def keep_alive(session_id):
        await stay.stop("")
        raise AvatarFailed("the avatar is gone")

    provider.keep_alive = keep_alive
    await stay.keep_alive(now=0.0)
    assert ("stop", "face-1") in provider.calls


async def test_of_the_last_run_one_gets_in_by_a_new_entry(stay, provider):
    stay.resume("face-9")
    assert (await stay.enter())["session_id"] == "face-9"
    assert provider.calls == [("renew", "face-9")]

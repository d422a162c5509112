"""The embedded avatars as a provider: what they need, how many there are, how they end."""

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest

from realtime.avatars.base import Created, Description, Part
from state.errors import (
    AvatarFailed,
    AvatarFull,
    AvatarUnavailable,
    BadDescription,
    ServerStopping,
    SessionNotFound,
)
from tests.realtime.avatars.conftest import wish
from tests.waiting import until

ROOT = Path(__file__).parents[3]


def test_the_server_does_not_import_the_extra():
    program = "import sys, server; print(sorted({'aiortc', 'av', 'PIL'} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_nor_does_the_provider():
    program = (
        "import sys, realtime.avatars.local.provider; "
        "print(sorted({'aiortc', 'av', 'PIL'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    "error",
    [ModuleNotFoundError("aiortc"), OSError("libsomething.so: no such file")],
    ids=["not there", "broken"],
)
async def test_without_an_extra_that_can_be_imported_it_says_what_to_install(
    house, monkeypatch, error
):
    def fail(name):
        raise error

    monkeypatch.setattr("importlib.import_module", fail)
    avatars = await house.avatars_with()
    with pytest.raises(AvatarUnavailable, match=r"pip install 'vivavoz\[avatar\]'"):
        avatars.check()
    with pytest.raises(AvatarUnavailable):
        await avatars.create(wish())


async def test_there_are_so_many_and_no_more(house):
    house.avatars = await house.avatars_with(most_sessions=1)
    session_id, _ = await house.started()
    with pytest.raises(AvatarFull):
        await house.started()
    await house.avatars.stop(session_id)
    await house.started()


async def test_one_that_was_only_created_takes_a_place_until_it_is_stopped(house):
    house.avatars = await house.avatars_with(most_sessions=1)
    created = await house.avatars.create(wish())
    with pytest.raises(AvatarFull):
        await house.avatars.create(wish())
    await house.avatars.stop(created.session_id)
    await house.avatars.create(wish())


async def test_stopping_twice_or_what_never_was_is_no_error(house):
    session_id, _ = await house.started()
    await house.avatars.stop(session_id)
    await house.avatars.stop(session_id)
    await house.avatars.stop("never")


async def test_what_is_stopped_or_never_was_is_not_found(house):
    session_id, opening = await house.started()
    await house.avatars.stop(session_id)
    for call in (
        house.avatars.renew(session_id),
        house.avatars.connect(session_id, Description("answer", "x")),
        house.avatars.add_candidate(session_id, None),
        house.avatars.start(Created("never", "x"), wish()),
    ):
        with pytest.raises(SessionNotFound):
            await call


async def test_connecting_needs_an_answer(house):
    session_id, _ = await house.started()
    with pytest.raises(BadDescription):
        await house.avatars.connect(session_id, None)


async def test_an_unknown_agent_has_no_avatar(house):
    with pytest.raises(AvatarFailed):
        await house.started(agent="nobody")


async def test_a_server_that_stops_has_no_avatar(house, monkeypatch):
    def refuse():
        raise ServerStopping("the server is stopping")

    monkeypatch.setattr(house.sessions, "check_open", refuse)
    with pytest.raises(AvatarFailed):
        await house.started()


async def test_the_page_is_told_of_the_stun_servers(house, monkeypatch):
    house.avatars = await house.avatars_with(stun=("stun:127.0.0.1:9",))

    async def no_answer(*_):
        raise TimeoutError

    monkeypatch.setattr("aioice.ice.server_reflexive_candidate", no_answer)
    _, opening = await house.started()
    assert opening.details["ice_servers"] == [{"urls": ["stun:127.0.0.1:9"]}]


async def test_nobody_outside_is_asked_by_default(house):
    _, opening = await house.started()
    assert opening.details["ice_servers"] == []


async def test_only_the_addresses_of_the_settings_are_offered(house):
    _, opening = await house.started()
    lines = opening.details["sdp"]["sdp"].splitlines()
    offered = {line.split()[4] for line in lines if line.startswith("a=candidate:")}
    assert offered == {"127.0.0.1"}


async def test_a_machine_with_no_other_address_offers_the_loops(house, monkeypatch):
    monkeypatch.setattr("aioice.ice.get_host_addresses", lambda **_: [])
    house.avatars = await house.avatars_with(addresses=())
    _, opening = await house.started()
    assert "127.0.0.1" in opening.details["sdp"]["sdp"]


@pytest.mark.logs("none of the addresses")
async def test_an_address_that_is_not_this_machines_is_said_to_fail(house):
    house.avatars = await house.avatars_with(addresses=("192.0.2.77",))
    with pytest.raises(AvatarFailed):
        await house.started()


async def test_two_who_ask_for_a_new_way_in_at_once_get_the_same(house):
    session_id, page = await house.met()
    one, other = await asyncio.gather(
        house.avatars.renew(session_id), house.avatars.renew(session_id)
    )
    assert one == other


async def test_stopping_in_the_middle_of_starting_leaves_nothing(house):
    created = await house.avatars.create(wish())
    starting = asyncio.create_task(house.avatars.start(created, wish()))
    await until(lambda: house.avatars._here[created.session_id] is not None)
    await house.avatars.stop(created.session_id)
    await asyncio.wait([starting])
    assert isinstance(starting.exception(), SessionNotFound)
    assert created.session_id not in house.avatars._here


async def test_a_start_that_is_given_up_leaves_no_socket(house):
    created = await house.avatars.create(wish())
    starting = asyncio.create_task(house.avatars.start(created, wish()))
    await until(lambda: house.avatars._here[created.session_id] is not None)
    starting.cancel()
    await asyncio.wait([starting])
    await house.avatars.stop(created.session_id)


async def test_several_are_served_at_once(house):
    pages = [
        (
            await house.met(
                user=each, lead_id=f"lead-{each}", part=Part(name="gestao", avatar_id=str(each))
            )
        )[1]
        for each in range(3)
    ]
    for page in pages:
        seen = len(page.pictures)
        await page.until(lambda page=page, seen=seen: len(page.pictures) > seen + 2)


async def test_closing_again_is_no_error(house):
    await house.met()
    await house.avatars.close()
    await house.avatars.close()
    with pytest.raises(AvatarFull):
        await house.avatars.create(wish())

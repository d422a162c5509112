import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.limits.connections import Connections
from handlers.limits.limits import Limits, LimitsSettings
from handlers.limits.proxies import Proxies
from handlers.limits.room import (
    CONNECTION_BYTES,
    SESSION_BYTES,
    _group_limits,
    room_here,
    room_of,
)


class Somebody:
    """One connection, by its address."""

    def __init__(self, connections, address="192.0.2.1"):
        self._connections = connections
        self.place = connections.admit(address)
        self.is_open = self.place is not None

    def wait(self, now, is_new=True):
        customer = self.place.key
        self._connections.waits(self, self.close, customer=customer, is_new=is_new, now=now)
        return self

    def close(self):
        self.is_open = False
        self._connections.works(self)
        self.place.leave()


def connections(in_all=3, each=0, trusted=(), waiting=0):
    proxies = Proxies(trusted)
    return Connections(proxies, in_all=in_all, each=each, waiting=waiting, header_s=20.0)


def test_who_has_waited_longest_makes_room():
    house = connections()
    first = Somebody(house).wait(1.0, is_new=False)
    second = Somebody(house).wait(2.0)
    third = Somebody(house).wait(3.0)
    assert Somebody(house).is_open
    assert (first.is_open, second.is_open, third.is_open) == (False, True, True)
    assert Somebody(house).is_open and not second.is_open
    assert (len(house), house.cut, house.turned_away) == (3, 2, 0)


def test_fewer_may_wait_than_there_are_places():
    house = connections(in_all=10, waiting=2)
    first, second, third = (Somebody(house).wait(now) for now in (1.0, 2.0, 3.0))
    assert (first.is_open, second.is_open, third.is_open) == (False, True, True)
    house.works(second)
    assert Somebody(house).wait(4.0).is_open and third.is_open
    second.wait(5.0, is_new=False)
    assert second.is_open and not third.is_open


def test_who_is_at_work_is_left_alone_and_others_are_turned_away():
    house = connections()
    working = [Somebody(house).wait(1.0) for _ in range(3)]
    for each in working:
        house.works(each)
    assert not Somebody(house).is_open and house.turned_away == 1
    assert all(each.is_open for each in working)
    working[0].wait(9.0, is_new=False)
    assert Somebody(house).is_open and not working[0].is_open


def test_one_address_has_so_many_and_others_have_room():
    house = connections(in_all=10, each=2)
    mine = [Somebody(house).wait(1.0) for _ in range(2)]
    assert not Somebody(house).is_open and all(each.is_open for each in mine)
    assert Somebody(house, "192.0.2.2").is_open
    mine[0].close()
    assert Somebody(house).is_open


def test_one_network_of_ipv6_is_one_address():
    house = connections(in_all=10, each=1)
    assert Somebody(house, "2001:db8::1").is_open
    assert not Somebody(house, "2001:db8::2").is_open


def test_a_proxy_of_ours_may_have_all():
    house = connections(in_all=5, each=1, trusted=["192.0.2.1"])
    assert all(Somebody(house).is_open for _ in range(5))
    assert not Somebody(house).is_open  # in all, there are no more


def test_who_has_most_waiting_makes_room_and_nobody_else():
    house = connections(in_all=100, waiting=5)
    others = [Somebody(house, f"192.0.2.{number}").wait(1.0) for number in (2, 3)]
    flood = [Somebody(house).wait(2.0 + number) for number in range(20)]
    assert all(each.is_open for each in others)
    assert [each.is_open for each in flood] == [False] * 17 + [True] * 3
    for each in flood[17:]:
        house.works(each)  # who has asked has nothing waiting
    newcomers = [Somebody(house, f"192.0.2.{number}").wait(30.0) for number in range(4, 8)]
    assert [each.is_open for each in others] == [False, True]  # all have one: the longest goes
    assert all(each.is_open for each in newcomers)


def test_each_of_a_proxy_s_connections_stands_for_itself():
    house = connections(in_all=100, waiting=6, trusted=["192.0.2.1"])
    proxied = [Somebody(house).wait(1.0, is_new=False) for _ in range(4)]
    flood = [Somebody(house, "192.0.2.2").wait(2.0) for _ in range(10)]
    assert all(each.is_open for each in proxied)
    assert sum(each.is_open for each in flood) == 2


def test_first_headers_have_their_time_and_kept_connections_are_tornado_s():
    house = connections(in_all=100)
    late = [Somebody(house).wait(1.0) for _ in range(20)]
    kept = Somebody(house).wait(1.0, is_new=False)
    assert house.next_deadline() == 21.0
    house.expire(20.9)
    assert all(each.is_open for each in late)
    house.expire(21.0)
    assert sum(not each.is_open for each in late) == 8  # no more at a time
    assert house.next_deadline() == 21.0
    for _ in range(2):
        house.expire(21.0)
    assert not any(each.is_open for each in late) and kept.is_open
    assert house.next_deadline() is None


def test_who_has_sent_its_headers_has_its_time_for_the_body():
    house = connections()
    slow, silent = Somebody(house).wait(1.0), Somebody(house).wait(2.0)
    house.headers_are_here(slow)
    assert house.next_deadline() == 22.0
    house.expire(30.0)
    assert slow.is_open and not silent.is_open
    assert house.waiting == 1  # it makes room still


def test_a_request_that_was_answered_before_it_was_here_is_awaited_once():
    house = connections()
    one = Somebody(house).wait(1.0)
    one.wait(2.0, is_new=False)
    assert house.waiting == 1 and house.next_deadline() is None


ACTIONS = st.tuples(
    st.sampled_from(["come", "wait", "work", "close"]), st.integers(0, 9), st.integers(1, 3)
)


@given(st.lists(ACTIONS, max_size=80))
def test_there_are_never_more_than_places_and_none_is_lost(actions):
    house = connections(in_all=4, each=3)
    people: list[Somebody] = []
    for now, (action, which, address) in enumerate(actions):
        open_ones = [each for each in people if each.is_open]
        if action == "come":
            people.append(Somebody(house, f"192.0.2.{address}"))
        elif open_ones:
            one = open_ones[which % len(open_ones)]
            house.works(one)
            if action == "wait":
                one.wait(float(now), is_new=bool(which % 2))
            elif action == "close":
                one.close()
        house.expire(now - 19.0)
        there = sum(each.is_open for each in people)
        assert len(house) == there <= 4 and house.waiting <= there


GIB = 2**30


@pytest.mark.parametrize(
    ("files", "memory", "connections", "each", "sockets", "sessions"),
    [
        (20_000, 24 * GIB, 19_800, 1_000, 14_850, 800),
        (1_024, 24 * GIB, 824, 206, 618, 618),
        (256, 24 * GIB, 128, 32, 96, 96),
        (10**6, 24 * GIB, 50_000, 1_000, 37_500, 800),
    ],
)
def test_room_is_by_files_memory_and_a_core(files, memory, connections, each, sockets, sessions):
    room = room_of(files=files, memory_bytes=memory)
    assert (room.connections, room.connections_per_address) == (connections, each)
    assert (room.sockets, room.voice_sessions) == (sockets, sessions)


def test_a_small_memory_is_not_promised_away():
    room = room_of(files=20_000, memory_bytes=GIB // 2)
    assert room.connections * CONNECTION_BYTES <= GIB // 8
    assert room.voice_sessions * SESSION_BYTES <= GIB // 8


def test_fewer_connections_leave_less_of_all():
    room = room_of(files=20_000, memory_bytes=24 * GIB).with_connections(400)
    assert (room.connections, room.connections_per_address, room.waiting) == (400, 100, 200)
    assert (room.sockets, room.voice_sessions) == (300, 300)


def test_the_smallest_house_has_one_of_all():
    room = room_of(files=20_000, memory_bytes=24 * GIB).with_connections(1)
    assert (room.connections_per_address, room.waiting, room.sockets) == (1, 1, 1)


@pytest.mark.parametrize(
    ("group", "limits"),
    [("0::/\n", [7]), ("0::/system/voice\n", [3, 7]), ("0::/elsewhere\n", [7]), ("", [7])],
)
def test_memory_is_what_a_container_or_a_service_has(tmp_path, group, limits):
    groups, own = tmp_path / "groups", tmp_path / "own"
    (groups / "system" / "voice").mkdir(parents=True)
    (groups / "memory.max").write_text("7\n")
    (groups / "system" / "memory.max").write_text("max\n")
    (groups / "system" / "voice" / "memory.max").write_text("3\n")
    own.write_text(group)
    assert _group_limits(groups, own) == limits
    assert _group_limits(groups, tmp_path / "none") == []


def test_this_machine_has_room():
    assert room_here().connections > 100


@pytest.mark.logs("limits.connections: 30 are more than open files allow; there are 28")
def test_no_more_connections_than_files_whatever_they_are_set_to():
    room = room_of(files=56, memory_bytes=24 * GIB)
    house = Limits(LimitsSettings(connections=30), room, development=True).connections
    assert sum(Somebody(house).is_open for _ in range(31)) == 28
    few = Limits(LimitsSettings(connections=3), room, development=True).connections
    assert sum(Somebody(few).is_open for _ in range(31)) == 3

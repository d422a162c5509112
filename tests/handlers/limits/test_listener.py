import asyncio
import errno
import json
import os
import socket
import struct
from contextlib import contextmanager

import pytest
from tornado.netutil import add_accept_handler

from handlers.limits import listener as listening
from handlers.limits.connections import Connections
from handlers.limits.listener import ACCEPTS_A_TURN, Listener
from handlers.limits.proxies import Proxies
from tests.waiting import until

resource = pytest.importorskip("resource")


@pytest.fixture
def listener():
    bound = socket.create_server(("127.0.0.1", 0))
    with Listener(bound, Connections(Proxies(), header_s=1)) as listener:
        yield listener


def let_in(listener):
    """How many before it says that nobody waits."""
    count = 0
    while True:
        try:
            connection, _ = listener.accept()
        except BlockingIOError:
            return count
        connection.close()
        count += 1


def test_a_few_at_a_time_and_in_the_end_all(listener):
    clients = [socket.create_connection(listener.getsockname()) for _ in range(20)]
    assert [let_in(listener) for _ in range(6)] == [ACCEPTS_A_TURN] * 5 + [0]
    for client in clients:
        client.close()


def test_nobody_is_there_for_who_comes_later(listener):
    assert let_in(listener) == 0
    for _ in range(3):
        client = socket.create_connection(listener.getsockname())
        assert let_in(listener) == 1
        client.close()


def answered(client):
    client.settimeout(5)
    answer = b""
    while piece := client.recv(4_096):
        answer += piece
    client.close()
    return answer


def test_without_room_one_is_told_and_let_go_and_the_rest_goes_on():
    bound = socket.create_server(("127.0.0.1", 0))
    connections = Connections(Proxies(), in_all=2, header_s=1)
    with Listener(bound, connections) as listener:
        clients = [socket.create_connection(listener.getsockname()) for _ in range(4)]
        clients[3].send(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        inside = [listener.accept()[0] for _ in range(2)]
        assert let_in(listener) == 0
        for client in clients[2:]:
            head, _, body = answered(client).partition(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 503 ") and b"\r\nRetry-After: 10\r\n" in head
            assert f"Content-Length: {len(body)}\r\n".encode() in head
            assert json.loads(body)["error"] == "server_full"
        assert (len(connections), connections.turned_away) == (2, 2)
        inside[0].close()
        clients.append(socket.create_connection(listener.getsockname()))
        inside.append(listener.accept()[0])
        for each in (*inside, *clients[:2], clients[4]):
            each.close()
        assert len(connections) == 0


def test_a_place_goes_with_the_connection_whoever_copies_or_closes_it(listener):
    places = listener.connections
    with socket.create_connection(listener.getsockname()) as client:
        first, _ = listener.accept()
        copy = first.dup()
        first.close()
        assert len(places) == 1
        client.send(b"hello")
        assert copy.recv(5) == b"hello"
        descriptor = copy.detach()  # as uvloop closes it
        assert len(places) == 0
        socket.close(descriptor)


@pytest.mark.skipif(not hasattr(socket, "TCP_USER_TIMEOUT"), reason="not on this system")
@pytest.mark.parametrize("end", ["close", "detach"])
def test_why_it_broke_is_nobody_s_in_the_end(listener, end):
    client = socket.create_connection(listener.getsockname())
    connection, _ = listener.accept()
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    client.close()
    with pytest.raises(ConnectionError) as broke:
        connection.send(b"anybody?")
    descriptor = getattr(connection, end)()
    if descriptor is not None:  # detached, as uvloop closes it
        os.close(descriptor)
    assert broke.value.__traceback__ is None


def test_who_takes_nothing_for_long_is_given_up_by_the_system(listener):
    with socket.create_connection(listener.getsockname()), listener.accept()[0] as inside:
        assert inside.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == 60_000


# Without files


@contextmanager
def no_more_files():
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    lowest = os.dup(0)
    os.close(lowest)
    resource.setrlimit(resource.RLIMIT_NOFILE, (lowest, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


class Counted(Listener):
    tries = 0
    inside: list[socket.socket]

    def accept(self):
        self.tries += 1
        return super().accept()


@pytest.fixture
async def entrance():
    """A listener in the loop; who was let in is in `inside`."""
    bound = socket.create_server(("127.0.0.1", 0))
    with Counted(bound, Connections(Proxies(), header_s=1)) as entrance:
        entrance.inside = []
        remove = add_accept_handler(entrance, lambda one, address: entrance.inside.append(one))
        yield entrance
        remove()
        for one in entrance.inside:
            one.close()


@pytest.mark.logs("nobody can connect")
async def test_without_files_it_is_a_while_until_it_tries_again(entrance, monkeypatch):
    monkeypatch.setattr(listening, "_PAUSE_S", 3_600)
    with socket.create_connection(entrance.getsockname()):
        with no_more_files():
            await until(lambda: entrance.tries)
            for _ in range(100):
                await asyncio.sleep(0)
        assert entrance.tries == 1 and not entrance.inside
        entrance._go_on()  # as its timer does
        await until(lambda: entrance.inside)


@pytest.mark.logs("nobody can connect")
async def test_without_files_that_is_said_once(entrance, monkeypatch, caplog):
    monkeypatch.setattr(listening, "_PAUSE_S", 0)
    with (
        socket.create_connection(entrance.getsockname()),
        socket.create_connection(entrance.getsockname()),
    ):
        with no_more_files():
            await until(lambda: entrance.tries > 20)
        await until(lambda: len(entrance.inside) == 2)
    assert len([text for text in caplog.messages if "nobody can connect" in text]) == 1
    tries = entrance.tries
    with socket.create_connection(entrance.getsockname()):
        with no_more_files():
            await until(lambda: entrance.tries > tries)
        await until(lambda: len(entrance.inside) == 3)
    assert len([text for text in caplog.messages if "nobody can connect" in text]) == 2


def test_a_place_stays_where_there_is_no_file_for_a_copy(listener):
    with socket.create_connection(listener.getsockname()):
        first, _ = listener.accept()
        with no_more_files(), pytest.raises(OSError, match="open files") as caught:
            first.dup()
        assert caught.value.errno == errno.EMFILE and len(listener.connections) == 1
        first.close()
        assert len(listener.connections) == 0

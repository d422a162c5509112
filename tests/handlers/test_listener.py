import socket

import pytest

from handlers.listener import ACCEPTS_A_TURN, Listener


@pytest.fixture
def listener():
    bound = socket.create_server(("127.0.0.1", 0))
    with Listener(bound) as listener:
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
    assert [let_in(listener) for _ in range(4)] == [ACCEPTS_A_TURN, ACCEPTS_A_TURN, 4, 0]
    for client in clients:
        client.close()


def test_nobody_is_there_for_who_comes_later(listener):
    assert let_in(listener) == 0
    for _ in range(3):
        client = socket.create_connection(listener.getsockname())
        assert let_in(listener) == 1
        client.close()

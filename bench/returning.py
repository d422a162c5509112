"""Many subscribers who come back at once, as after a proxy's restart, for a lead each."""

import json
import urllib.request

from bench.crowd import Place, connected, read_until

#: As much of the replay as is surely there.
MOST_MISSED = 9_000


def come_back(place: Place, count: int) -> int:
    """All at once, from the same place on; returns when each is told what came last.

    Returns how many events each had missed, all of another lead.
    """
    last_event_id = _get(place, "/backend/conversations")["last_event_id"]
    epoch, _, last = last_event_id.partition("-")
    missed = min(int(last), MOST_MISSED)
    since = f"?last_event_id={epoch}-{int(last) - missed}"
    connections = [
        connected(place.port, place.subscription(f"{since}&lead_id=returned-{number}"))
        for number in range(count)
    ]
    for number, connection in enumerate(connections):
        read_until(connection, place.opened)
        body = {"content": f"welcome {number}", "role": "human"}
        _post(place, f"/backend/conversations/returned-{number}/messages", body)
        told = read_until(connection, b"welcome")
        assert b'"gap"' not in told, "what was missed is there"
    for connection in connections:
        connection.close()
    return missed


def _get(place: Place, path: str) -> dict[str, str]:
    return _call(urllib.request.Request(f"http://127.0.0.1:{place.port}{path}"), place)


def _post(place: Place, path: str, body: dict[str, str]) -> None:
    data = json.dumps(body).encode()
    url = f"http://127.0.0.1:{place.port}{path}"
    _call(urllib.request.Request(url, data=data, method="POST"), place)


def _call(request: urllib.request.Request, place: Place) -> dict[str, str]:
    name, _, value = place.headers.strip().partition(": ")
    request.add_header(name, value)
    with urllib.request.urlopen(request, timeout=20) as answer:
        read: dict[str, str] = json.load(answer)
    return read

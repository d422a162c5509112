"""What a token narrowed by claims, and a query by filters, may see of the conversations."""

import asyncio
import json
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from tornado.httpclient import AsyncHTTPClient

from tests.handlers.conftest import Server, token
from tests.kept import kept_in
from tests.sse import Stream

PATH = "/backend/conversations"
#: Leads and their channels.
THERE = {"a": "chat", "b": "email", "c": "voice"}


def _may(lead_id, leads, channels):
    return (leads is None or lead_id in leads) and (channels is None or THERE[lead_id] in channels)


LEADS = st.sets(st.sampled_from(sorted(THERE)))
CHANNELS = st.sets(st.sampled_from(sorted(THERE.values())))


@settings(max_examples=30, deadline=None)
@given(LEADS | st.none(), CHANNELS | st.none(), LEADS, CHANNELS)
def test_a_narrow_token_never_sees_another(leads, channels, wanted_leads, wanted_channels):
    """Over real sockets: lists, threads and the stream, whatever is asked for."""

    async def check(folder):
        client = AsyncHTTPClient(force_instance=True)
        async with kept_in(folder) as kept:
            server = Server(client, *kept, development=False)
            try:
                await _check(server, leads, channels, wanted_leads, wanted_channels)
            finally:
                await server.close()
        client.close()

    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(check(Path(folder)))


async def _check(server, leads, channels, wanted_leads, wanted_channels):
    narrowed = {"leads": leads, "channels": channels}
    claims = {name: sorted(value) for name, value in narrowed.items() if value is not None}
    headers = {"Authorization": f"Bearer {token(scope='conversations', **claims)}"}
    query = "&".join(
        [f"lead_id={each}" for each in wanted_leads]
        + [f"channel={each}" for each in wanted_channels]
    )
    asks_too_much = not (
        (leads is None or wanted_leads <= leads)
        and (channels is None or wanted_channels <= channels)
    )
    sees = {
        lead_id
        for lead_id in THERE
        if _may(lead_id, leads, channels)
        and _may(lead_id, wanted_leads or None, wanted_channels or None)
    }
    stream = await Stream.open(server.port, f"{PATH}/stream?{query}", **headers)
    for lead_id, channel in THERE.items():
        server.conversations.post(
            lead_id, id="1", role="user", content=f"of {lead_id}", channel=channel
        )
        server.conversations.type(lead_id, is_typing=True)
    listed = await server.fetch(f"{PATH}?{query}", headers=headers)
    assert (stream.status, listed.code) == ((403, 403) if asks_too_much else (200, 200))
    for lead_id in THERE:
        thread = await server.fetch(f"{PATH}/{lead_id}/messages", headers=headers)
        assert (thread.code == 200) == _may(lead_id, leads, channels)
    if not asks_too_much:
        items = json.loads(listed.body)["items"]
        assert {item["lead_id"] for item in items} == sees
        await server.conversations.stream.close()
        told = [event["data"] for event in await stream.events_until_the_end()]
        assert {data["lead_id"] for data in told if "lead_id" in data} == sees
    stream.close()

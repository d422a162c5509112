"""What /metrics says of the limits."""

from handlers.limits.limits import LimitsSettings
from tests.figures import Figures, Growth
from tests.handlers.conftest import token
from tests.handlers.talker import talking

READER = {"Authorization": f"Bearer {token(scope='metrics')}"}


async def scraped(server):
    return Figures((await server.fetch("/metrics", headers=READER)).body.decode())


async def test_who_was_refused_is_counted_by_the_limit_and_once(serve):
    server = serve(development=False, limits=LimitsSettings(address_requests_a_minute=600))
    refused = Growth("limits_refused_total", kind="wrong_credentials_from_an_address")
    server.limits.refused["wrong credentials from an address"] += 3
    await scraped(server)
    await scraped(server)
    assert refused() == 3


async def test_connections_that_were_turned_away_or_cut_are_counted(serve):
    server = serve()
    turned_away, cut = Growth("connections_turned_away_total"), Growth("connections_cut_total")
    server.limits.connections.turned_away += 2
    server.limits.connections.cut += 5
    await scraped(server)
    await scraped(server)
    assert (turned_away(), cut()) == (2, 5)


async def test_the_places_that_are_taken_and_those_there_are(serve):
    limits = LimitsSettings(connections=50, sockets=20)
    server = serve(development=False, limits=limits)
    await talking(server, **READER)
    figures = await scraped(server)
    assert figures.of("places_taken", kind="sockets") == 1
    assert figures.of("places_taken", kind="connections") == 2  # and who asks
    assert figures.of("places", kind="sockets") == 20
    assert figures.of("places", kind="connections") == 50

"""What the embedded avatar costs, and how long it holds the loop.

    python -m bench.avatar [--sessions 2] [--seconds 8]

Printed, for a server without a session, with 1, and with --sessions of them, silent and speaking:

- CPU of the server beside one core, drawing and encoding (threads of its own) included;
- pictures a second that each visitor gets, the least of them;
- the most CPU that the loop's thread used in one go (limit 10 ms), and the longest gap of a 1 ms
  ticker, which has in it what the rest of the machine took; the server without a session is the
  peer of both;
- private memory.

The visitors are aiortc in another process, over loopback; speaking is somebody's words, posted to
the conversation and spoken by the avatar.
"""

import argparse
import asyncio
import signal
import tempfile
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from bench import figures
from bench.figures import Row
from bench.servers import Measured, vivavoz
from realtime.avatars.base import Opening
from tests.realtime.avatars.visitors import Page

LIMIT_MS = 10.0
SLUGS = ("gestao", "comercial", "tecnico")
WORDS = "Let us look at the figures of this month, one after the other, and then decide. " * 5


@dataclass
class Visitor:
    page: Page
    lead_id: str


class Held:
    """How long the server's loop was held since the last look; bench/ticking.py writes it."""

    def __init__(self, server: Measured, file: Path) -> None:
        self._server = server
        self._file = file
        self._lines = 0

    async def look(self) -> tuple[float, float]:
        """Milliseconds: the longest gap, the most CPU."""
        self._server.signal(signal.SIGUSR1)
        while len(lines := self._file.read_text().splitlines()) == self._lines:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        self._lines = len(lines)
        gap_ms, cpu_ms = map(float, lines[-1].split())
        return gap_ms, cpu_ms


async def visit(client: httpx.AsyncClient, user: int) -> Visitor:
    page = Page()
    token = (await client.get("/dev/token", params={"user": user})).json()["access_token"]
    bearer = {"Authorization": f"Bearer {token}"}

    async def call(path: str, **body: Any) -> Any:
        answer = await client.post(f"/api/consultoria/{path}/", json=body, headers=bearer)
        answer.raise_for_status()
        return answer.json()

    slug = SLUGS[user % len(SLUGS)]
    await call("queue/join", agent_type=slug)
    session = await call("session/initialize", agent_type=slug)
    data = session["heygen_data"]
    answer = await page.answer(Opening(data))
    sdp = {"type": answer.type, "sdp": answer.sdp}
    await call("session/connect", session_id=data["session_id"], sdp=sdp)
    await page.until(lambda: len(page.pictures) > 1)
    return Visitor(page, session["session"]["lead_id"])


async def speak(client: httpx.AsyncClient, visitors: list[Visitor]) -> None:
    query = {"user": "0", "scope": "conversations"}
    token = (await client.get("/dev/token", params=query)).json()["access_token"]
    for visitor in visitors:
        answer = await client.post(
            f"/backend/conversations/{visitor.lead_id}/messages",
            json={"role": "human", "content": WORDS, "channel": "avatar"},
            headers={"Authorization": f"Bearer {token}"},
        )
        answer.raise_for_status()
        await visitor.page.told("avatar.speak_started")


async def measure(
    name: str, server: Measured, held: Held, visitors: list[Visitor], seconds: float
) -> list[Row]:
    await held.look()
    pictures = [len(each.page.pictures) for each in visitors]
    cpu, since = server.cpu_seconds(), time.monotonic()
    await asyncio.sleep(seconds)
    lasted = time.monotonic() - since
    share = 100 * (server.cpu_seconds() - cpu) / lasted
    gap_ms, cpu_ms = await held.look()
    rates = [
        (len(each.page.pictures) - before) / lasted
        for each, before in zip(visitors, pictures, strict=True)
    ]
    shown = f"{min(rates):4.1f} pictures/s" if rates else "            -"
    print(
        f"{name:22} {share:5.1f} % of a core  {shown}  loop {cpu_ms:4.1f} ms CPU at a time "
        f"(limit {LIMIT_MS:.0f}), {gap_ms:5.1f} ms gap  {server.memory_bytes() / 1e6:4.0f} MB",
        flush=True,
    )
    seen = [figures.measured(f"{name}: pictures a second, the least", min(rates, default=0.0))]
    return [
        figures.measured(f"{name}: CPU", share, "% of a core"),
        *(seen if rates else ()),
        figures.at_most(f"{name}: the loop's CPU at a time", cpu_ms, LIMIT_MS, "ms"),
        figures.measured(f"{name}: private memory", server.memory_bytes() / 1e6, "MB"),
    ]


async def visited(sessions: int, seconds: float) -> list[Row]:
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "held"
        file.touch()
        limits = {
            "VIVAVOZ_AVATARS_ADDRESSES": "127.0.0.1",
            "VIVAVOZ_CONSULTATION_PROVIDER_CAPACITY": str(sessions),
        }
        with vivavoz("-m", "bench.ticking", str(file), **limits) as server:
            async with AsyncExitStack() as closing:
                base_url = f"http://127.0.0.1:{server.port}"
                client = await closing.enter_async_context(httpx.AsyncClient(base_url=base_url))
                held = Held(server, file)
                visitors: list[Visitor] = []
                rows += await measure("no session", server, held, visitors, seconds)
                for user in range(1, sessions + 1):
                    visitors.append(await visit(client, user))
                    closing.push_async_callback(visitors[-1].page.close)
                    if user in (1, sessions):
                        rows += await measure(f"{user} silent", server, held, visitors, seconds)
                await speak(client, visitors)
                rows += await measure(f"{sessions} speaking", server, held, visitors, seconds)
    return rows


def main() -> list[Row]:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--sessions", type=int, default=2, choices=range(1, 4))
    parser.add_argument("--seconds", type=float, default=8.0)
    options = parser.parse_args()
    return asyncio.run(visited(options.sessions, options.seconds))


if __name__ == "__main__":
    figures.finish(main())

"""Waiting for what has no event of its own."""

import asyncio


async def until(holds):
    """Lets the loop go on until it holds; a test that waits in vain runs into its time limit."""
    while not holds():  # noqa: ASYNC110 - without an event
        await asyncio.sleep(0)


class Listener:
    """Keeps what it is told, and lets a test wait for one of a kind."""

    def __init__(self):
        self.events = []
        self._came = asyncio.Event()

    def __call__(self, event):
        self.events.append(event)
        self._came.set()

    async def wait_for(self, wanted):
        """The first event of the type `wanted`, or the one that equals it."""
        while True:
            for event in self.events:
                if event == wanted or (isinstance(wanted, type) and isinstance(event, wanted)):
                    return event
            self._came.clear()
            await self._came.wait()

"""The least a Tornado server can do with a request: answer the same bytes each time.

    python -m bench.bare_answer TEXT

The limit that bench/queue.py measures status calls beside. On uvloop, as ours.
"""

import asyncio
import sys

import uvloop
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application, RequestHandler


class Bare(RequestHandler):
    def get(self):
        self.set_header("Content-Type", "application/json")
        self.finish(sys.argv[1])


async def main():
    sockets = bind_sockets(0, "127.0.0.1")
    HTTPServer(Application([(r"/.*", Bare)])).add_sockets(sockets)
    print(f"ready: http://127.0.0.1:{sockets[0].getsockname()[1]}/", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.Runner(loop_factory=uvloop.new_event_loop).run(main())

"""A connection that has left Tornado: what a WebSocket needs of a stream, on an asyncio transport.

Tornado's IOStream asks the socket before it waits for it, and looks for what came in its own
buffer; a transport hands it over. That was a sixth of what a voice session costs (bench/voice.py).
"""

import asyncio
from typing import cast

from tornado.iostream import IOStream, StreamBufferFullError, StreamClosedError

#: Who has been given so much is to ask again before more is read.
_MUCH_BYTES = 65_536


class TransportStream(asyncio.Protocol):
    """begin() comes before read(). What IOStream has, too, stands in for IOStream's."""

    def __init__(self, stream: IOStream) -> None:
        """Takes the connection from a stream in which nothing waits to be read or sent.

        Raises OSError: the system has no file for it; the stream is as it was.
        """
        self._connection = stream.socket.dup()
        self._connection.setblocking(False)
        self.io_loop = stream.io_loop
        self.max_write_buffer_size: int | None = stream.max_write_buffer_size
        stream.close()
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport | None = None
        self._is_closed = False
        self._came = b""
        self._coming: asyncio.Future[None] | None = None  # while somebody waits for it
        self._early = bytearray()  # written before there is a transport
        # While there is something that the kernel didn't take.
        self._flushing: asyncio.Future[None] | None = None
        self._flushed: asyncio.Future[None] = self._loop.create_future()
        self._flushed.set_result(None)

    async def begin(self) -> None:
        try:
            await self._loop.connect_accepted_socket(lambda: self, self._connection)
        except BaseException as error:
            self._connection.close()
            self._end()
            if not isinstance(error, OSError):  # which says that it broke meanwhile
                raise

    def closed(self) -> bool:
        return self._is_closed

    def close(self) -> None:
        """What the kernel hasn't taken yet is lost; what came may be read."""
        if self._transport is not None:
            self._transport.abort()
        self._end()

    def _end(self) -> None:
        self._is_closed = True
        self._wake()
        if self._flushing is not None and not self._flushing.done():
            self._flushing.set_exception(StreamClosedError())
            self._flushing.exception()  # most who write don't ask

    # Out

    def write(self, data: bytes) -> asyncio.Future[None]:
        """Done when nothing waits for the kernel any more.

        Raises StreamClosedError, StreamBufferFullError.
        """
        if self._is_closed:
            raise StreamClosedError
        transport, limit = self._transport, self.max_write_buffer_size
        waiting = len(self._early) if transport is None else transport.get_write_buffer_size()
        if limit is not None and waiting + len(data) > limit:
            raise StreamBufferFullError
        if transport is None:
            self._early += data
        else:
            transport.write(data)
            if transport.is_closing():  # it broke; the transport says so in the loop's next turn
                self._end()
        return self._flushing or self._flushed

    def pause_writing(self) -> None:
        self._flushing = self._loop.create_future()

    def resume_writing(self) -> None:
        flushing, self._flushing = self._flushing, None
        if flushing is not None and not flushing.done():
            flushing.set_result(None)

    # In

    async def read(self) -> bytes:
        """What came since it was last asked, at least a byte. Raises StreamClosedError."""
        if not self._came and not self._is_closed:
            assert self._transport is not None, "begin() comes first"
            self._transport.resume_reading()
            self._coming = self._loop.create_future()
            await self._coming
        if not self._came:
            # Raised here alone: an error that waited in a future would have a traceback with the
            # frames that have this, for the collector to find.
            raise StreamClosedError
        came, self._came = self._came, b""
        return came

    def _wake(self) -> bool:
        """Whether somebody waited."""
        coming, self._coming = self._coming, None
        if coming is None or coming.done():
            return False
        coming.set_result(None)
        return True

    def data_received(self, data: bytes) -> None:
        self._came += data
        is_awaited = self._wake()
        if self._transport is not None and (not is_awaited or len(data) > _MUCH_BYTES):
            self._transport.pause_reading()  # what comes next waits in the network

    # Its beginning and its end

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        # Whatever the kernel doesn't take is told of: pause_writing().
        self._transport.set_write_buffer_limits(high=0)
        if self._is_closed:
            self._transport.abort()
        elif self._early:
            self._transport.write(bytes(self._early))
            self._early.clear()

    def eof_received(self) -> None:
        self.close()

    def connection_lost(self, error: Exception | None) -> None:
        self._end()
        self._transport = None

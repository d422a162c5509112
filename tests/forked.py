"""Stands for a process that is forked elsewhere: `python -I -S forked.py ADDRESS MODULE`.

Imports next to nothing, so that it starts in a fiftieth of the time that the process itself would;
the one at that address (tests/forking.py) forks it and runs the module's main(). To who starts this
it is that process: that one has its input and outputs, this ends as that one does, and whoever
kills this kills that.
"""

import _socket
import os
import signal
import struct
import sys


def main(address: str, module: str) -> None:
    forker = _socket.socket(_socket.AF_UNIX, _socket.SOCK_SEQPACKET)
    forker.connect(bytes.fromhex(address))
    standard = struct.pack("3i", 0, 1, 2)
    forker.sendmsg([module.encode()], [(_socket.SOL_SOCKET, _socket.SCM_RIGHTS, standard)])
    code = forker.recv(16)
    if not code:
        os.kill(os.getpid(), signal.SIGKILL)
    os._exit(int(code))


if __name__ == "__main__":
    main(*sys.argv[1:])

"""nginx with nchan, the peer of the live stream: C, one worker process, a channel of its own."""

import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.durable_peers import await_port, free_port
from bench.servers import Measured

_MODULES = (
    Path("/usr/lib/nginx/modules/ngx_nchan_module.so"),
    Path("/usr/lib64/nginx/modules/ngx_nchan_module.so"),
    Path("/usr/local/nginx/modules/ngx_nchan_module.so"),
)
#: As many messages are kept as our replay keeps events.
_CONFIGURATION = """
load_module {module};
worker_processes 1;
daemon off;
pid {folder}/pid;
error_log {folder}/error.log;
events {{ worker_connections 8192; }}
http {{
    access_log off;
    keepalive_requests 100000000;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    nchan_shared_memory_size 128M;
    nchan_message_buffer_length 10000;
    nchan_message_timeout 1h;
    server {{
        listen 127.0.0.1:{port};
        location = /stream {{
            nchan_subscriber eventsource;
            nchan_channel_id measured;
            nchan_subscriber_first_message newest;
        }}
        location = /publish {{
            nchan_publisher;
            nchan_channel_id measured;
        }}
    }}
}}
"""


@contextmanager
def nchan() -> Iterator[Measured | None]:
    """Its worker; None where it isn't installed."""
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
    module = next((path for path in _MODULES if path.exists()), None)
    if program is None or module is None:
        yield None
        return
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        file = Path(folder, "nginx.conf")
        file.write_text(_CONFIGURATION.format(module=module, folder=folder, port=port))
        # The worker is another user's where the master is root's.
        Path(folder).chmod(0o755)
        process = subprocess.Popen(
            [program, "-p", folder, "-c", str(file)], stderr=subprocess.DEVNULL
        )
        try:
            await_port(port)
            yield Measured(_worker_of(process.pid), port)
        finally:
            process.terminate()
            process.wait()


def _worker_of(master: int) -> int:
    children = Path(f"/proc/{master}/task/{master}/children")
    until = time.monotonic() + 10.0
    while time.monotonic() < until:
        if pids := children.read_text().split():
            return int(pids[0])
        time.sleep(0.02)
    raise RuntimeError("nginx has no worker")

"""The proxies of examples/deploy, run here: with other ports and paths, a certificate of their own,
and all else as the files have it."""

import os
import shutil
import socket
import ssl
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import httpx
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from tornado.httpclient import HTTPRequest
from tornado.netutil import DefaultLoopResolver, OverrideResolver
from tornado.testing import bind_unused_port
from tornado.websocket import websocket_connect

EXAMPLES = Path(__file__).parents[2] / "examples/deploy"
#: As the examples have it.
NAME = "voice.example.com"
VIVAVOZ = "127.0.0.1:8000"

KINDS = ("nginx", "caddy")
#: Debian has nginx where only root's PATH leads.
PROGRAMS = {kind: shutil.which(kind, path=f"{os.environ['PATH']}:/usr/sbin") for kind in KINDS}


def program(kind: str) -> str:
    found = PROGRAMS[kind]
    assert found is not None, "who has none is skipped"
    return found


def free_port() -> int:
    listening, port = bind_unused_port()
    listening.close()
    return port


def changed(file: str, changes: Mapping[str, str]) -> str:
    """An example with these texts in place of others, each of which must be there."""
    text = (EXAMPLES / file).read_text(encoding="utf-8")
    for old, new in changes.items():
        assert old in text, f"{file} has no {old!r}"
        text = text.replace(old, new)
    return text


@dataclass
class Certificate:
    path: Path
    key_path: Path


def certificate_in(folder: Path) -> Certificate:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    now = datetime.now(UTC)
    names: list[x509.GeneralName] = [x509.DNSName(NAME), x509.IPAddress(ip_address("127.0.0.1"))]
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .sign(key, hashes.SHA256())
    )
    paths = Certificate(folder / "certificate.pem", folder / "key.pem")
    paths.path.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    plain = (
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    paths.key_path.write_bytes(key.private_bytes(*plain))
    return paths


class Proxy:
    """One of them, running before a server on `upstream`; its files are in `folder`."""

    def __init__(self, kind: str, folder: Path, upstream: int) -> None:
        self.kind = kind
        self.folder = folder
        self.port = free_port()
        self.plain_port = free_port()
        certificate = certificate_in(folder)
        self.tls = ssl.create_default_context(cafile=certificate.path)
        (folder / "html").mkdir()
        self.command = self._command(certificate, f"127.0.0.1:{upstream}")
        with open(folder / "said.log", "wb") as said:
            self.process = subprocess.Popen(
                self.command,
                cwd=folder,
                env={**os.environ, "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)},
                stdout=said,
                stderr=said,
            )
        self._wait_until_it_listens()

    def _command(self, certificate: Certificate, upstream: str) -> list[str]:
        if self.kind == "nginx":
            config = nginx_in(self.folder, certificate, upstream, self.port, self.plain_port)
            return [program("nginx"), "-p", str(self.folder), "-c", str(config)]
        config = caddy_in(self.folder, certificate, upstream, self.port)
        return [program("caddy"), "run", "--adapter", "caddyfile", "--config", str(config)]

    def _wait_until_it_listens(self) -> None:
        while True:
            assert self.process.poll() is None, self.logs()
            with suppress(ConnectionRefusedError):
                socket.create_connection(("127.0.0.1", self.port)).close()
                return

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait()

    def logs(self) -> str:
        """All that it has written into any."""
        return "\n".join(file.read_text() for file in sorted(self.folder.glob("*.log")))

    def client(self, *, address: str = "127.0.0.1", **headers: str) -> httpx.AsyncClient:
        """Asks it for the site, by its name, from a loopback address."""

        async def name_it(request: httpx.Request) -> None:
            request.extensions = {**request.extensions, "sni_hostname": NAME}

        return httpx.AsyncClient(
            base_url=f"https://127.0.0.1:{self.port}",
            headers={"Host": NAME, **headers},
            event_hooks={"request": [name_it]},
            transport=httpx.AsyncHTTPTransport(verify=self.tls, local_address=address),
            timeout=30,
        )

    async def websocket(self, path: str, **headers: str) -> Any:
        request = HTTPRequest(
            f"wss://{NAME}:{self.port}{path}",
            headers={"Host": NAME, **headers},
            ssl_options=self.tls,
        )
        here = OverrideResolver(resolver=DefaultLoopResolver(), mapping={NAME: "127.0.0.1"})
        return await websocket_connect(request, resolver=here)


def nginx_in(
    folder: Path, certificate: Certificate, upstream: str, port: int, plain_port: int
) -> Path:
    """The example, and the least around it: what Debian's nginx.conf includes sites into."""
    site = changed(
        "nginx.conf",
        {
            "listen 80;": f"listen 127.0.0.1:{plain_port};",
            "listen 443 ssl http2;": f"listen 127.0.0.1:{port} ssl http2;",
            "listen [::]:80;": "",
            "listen [::]:443 ssl http2;": "",
            "/etc/letsencrypt/live/voice.example.com/fullchain.pem": str(certificate.path),
            "/etc/letsencrypt/live/voice.example.com/privkey.pem": str(certificate.key_path),
            "/var/log/nginx/": f"{folder}/",
            "/var/www/html;": f"{folder}/html;",
            VIVAVOZ: upstream,
        },
    )
    (folder / "site.conf").write_text(site, encoding="utf-8")
    temporary = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    config = folder / "nginx.conf"
    config.write_text(
        "\n".join(
            [
                "daemon off;",
                "user root;" if os.geteuid() == 0 else "",
                "pid nginx.pid;",
                "error_log main.log notice;",
                "events {}",
                "http {",
                *(f"{each}_temp_path {folder}/{each};" for each in temporary),
                f"include {folder}/site.conf;",
                "}",
            ]
        )
    )
    return config


def caddy_in(folder: Path, certificate: Certificate, upstream: str, port: int) -> Path:
    site = f"https://{NAME}:{port} {{\n\ttls {certificate.path} {certificate.key_path}"
    text = changed(
        "Caddyfile",
        {
            "\n{\n": "\n{\n\tadmin off\n\tauto_https disable_redirects\n",
            f"\n{NAME} {{": f"\n{site}\n\tbind 127.0.0.1",
            "/var/log/caddy/": f"{folder}/",
            VIVAVOZ: upstream,
        },
    )
    config = folder / "Caddyfile"
    config.write_text(text, encoding="utf-8")
    return config

"""examples/deploy/vivavoz.service, as systemd judges it; nothing is started."""

import re
import shutil
import subprocess
import sys

import pytest

import server
from handlers.drain import DrainSettings
from settings import load
from tests.deploy.proxies import EXAMPLES, changed
from tests.test_server import ROOT

UNIT = (EXAMPLES / "vivavoz.service").read_text(encoding="utf-8")
#: Of 10. systemd calls less than 2 "OK"; what listens on a port can't be at nought.
MOST_EXPOSED = 20

analyse = pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="there is no systemd-analyze: install systemd"
)


@pytest.fixture
def unit(tmp_path):
    """The unit, for a server that is here."""
    text = changed(
        "vivavoz.service",
        {"/opt/vivavoz/.venv/bin/python": sys.executable, "=/opt/vivavoz\n": f"={ROOT}\n"},
    )
    file = tmp_path / "vivavoz.service"
    file.write_text(text, encoding="utf-8")
    return file


def analysed(*arguments):
    command = ["systemd-analyze", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=30)


@analyse
def test_systemd_understands_all_of_it(unit):
    verified = analysed("verify", unit)
    # Whatever else is wrong on this machine it says, too.
    assert not [line for line in verified.stderr.splitlines() if "vivavoz" in line]
    assert verified.returncode == 0


@analyse
def test_it_may_do_little(unit):
    judged = analysed("security", "--offline=yes", f"--threshold={MOST_EXPOSED}", unit)
    assert judged.returncode == 0, judged.stdout[-200:]


def test_it_starts_a_server_that_knows_these_options(tmp_path, monkeypatch):
    command = re.search(r"^ExecStart=\S+ server\.py (.*)$", UNIT, re.M)
    assert command is not None
    options = command[1].replace("/var/lib/vivavoz", str(tmp_path / "none"))
    monkeypatch.setattr(sys, "argv", ["server.py", *options.split(), "--check"])
    with pytest.raises(SystemExit, match=f"^vivavoz: no data folder at {tmp_path}/none$"):
        server.main()


def test_it_believes_the_proxy_on_this_machine():
    told = dict(re.findall(r"^Environment=(VIVAVOZ_\w+)=(.*)$", UNIT, re.M))
    assert load(None, told).limits.trusted_proxies == ("127.0.0.1",)


def test_it_waits_longer_than_calls_are_let_end():
    limit = re.search(r"^TimeoutStopSec=(\d+)$", UNIT, re.M)
    assert limit is not None and int(limit[1]) >= DrainSettings().limit_s + 15

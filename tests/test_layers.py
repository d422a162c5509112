"""Imports point down, and only those may know the loop and the sockets who have to."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
OURS = {
    "server",
    "reference",
    "settings",
    "logs",
    "garbage",
    "heap",
    "handlers",
    "realtime",
    "audio",
    "state",
}

#: Who may import whom, by the longest matching prefix.
ALLOWED = {
    "server": {"handlers", "realtime", "state", "reference", "settings", "logs", "garbage", "heap"},
    "reference": {"settings"},
    "settings": {"handlers", "realtime", "state", "logs"},
    "logs": {"state"},
    "garbage": set(),
    "heap": set(),
    "handlers": {"handlers", "realtime", "state"},
    "realtime/voice": {"realtime/voice", "realtime/agents", "realtime/conversations"},
    "realtime/agents": {"realtime/agents"},
    "realtime/conversations": {"realtime/conversations"},
    # The embedded avatar is a client of a voice session, as the voice socket is; a vendor's is
    # heard of by its transcript alone.
    "realtime/avatars": {
        "realtime/avatars",
        "realtime/agents",
        "realtime/voice",
        "realtime/conversations",
    },
    "realtime/consultation": {
        "realtime/consultation",
        "realtime/avatars",
        "realtime/agents",
        "realtime/conversations",
    },
    # A call is a client of a voice session, and the buyer in it an agent.
    "realtime/roleplay": {
        "realtime/roleplay",
        "realtime/voice",
        "realtime/agents",
        "realtime/conversations",
    },
    "realtime": {"audio", "state"},
    "audio": {"audio"},
    "state": {"state"},
}

ASYNCIO = ("handlers/", "server.py", "realtime/agents/", "realtime/avatars/")
ASYNCIO_FILES = {
    "garbage.py",
    "state/store.py",
    "state/archive.py",
    "realtime/roleplay/buyer/agent.py",
}
#: The judge of practice calls is a client of an HTTP API, as the avatars' vendors are.
TORNADO = ("handlers/", "server.py", "realtime/avatars/", "realtime/roleplay/judge/judge.py")

#: Besides drivers and borders: they do I/O, and tell what it came to.
OBSERVING = {
    "realtime/consultation/consultations.py",
    "realtime/roleplay/judge/judge.py",
    "realtime/voice/sessions.py",
    "state/writer.py",
}

#: Formats a time it is given; reads none.
CALENDAR = {"realtime/conversations/views.py", "logs.py"}

SETTINGS = {"server.py", "reference.py"}

PRODUCT = sorted(
    path.relative_to(ROOT).as_posix()
    for path in ROOT.rglob("*.py")
    if path.relative_to(ROOT).parts[0].removesuffix(".py") in OURS
)


def imports(file):
    """The dotted names a file imports, wherever in it."""
    for node in ast.walk(ast.parse((ROOT / file).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: imports are absolute"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def package(name):
    """`realtime/voice` of realtime.voice.turns.Turns; `audio` of audio.ring."""
    parts = name.split(".")
    return "/".join(parts[:2] if parts[0] == "realtime" else parts[:1])


def home(file):
    parts = file.removesuffix(".py").split("/")
    return "/".join(parts[:2] if parts[0] == "realtime" and len(parts) > 2 else parts[:1])


def test_there_is_something_to_judge():
    assert "server.py" in PRODUCT and "realtime/voice/session.py" in PRODUCT


@pytest.mark.parametrize("file", PRODUCT)
def test_imports_point_down(file):
    here = home(file)
    allowed = {here, *ALLOWED.get(here, ()), *ALLOWED[here.split("/")[0]]}
    for name in imports(file):
        if name.split(".")[0] in OURS and name != "realtime":
            there = package(name)
            assert there in allowed or there.split("/")[0] in allowed, f"{file} imports {name}"


@pytest.mark.parametrize("file", PRODUCT)
def test_only_drivers_and_borders_know_the_loop(file):
    may_loop = file.startswith(ASYNCIO) or file in ASYNCIO_FILES or file.endswith("/driver.py")
    tops = {name.split(".")[0] for name in imports(file)}
    assert may_loop or "asyncio" not in tops
    assert file.startswith(TORNADO) or "tornado" not in tops


@pytest.mark.parametrize("file", PRODUCT)
def test_no_core_reads_a_clock(file):
    may_loop = file.startswith(ASYNCIO) or file in ASYNCIO_FILES or file.endswith("/driver.py")
    clocks = {"time"} if file in CALENDAR else {"time", "datetime"}
    assert may_loop or not clocks & {name.split(".")[0] for name in imports(file)}
    assert file not in CALENDAR or ".now(" not in (ROOT / file).read_text(encoding="utf-8")


@pytest.mark.parametrize("file", PRODUCT)
def test_only_drivers_and_borders_count_what_happens(file):
    names = set(imports(file))
    declares = file.endswith("/metrics.py")
    shows = file == "handlers/watching/scrape.py"
    assert declares or shows or "prometheus_client" not in {name.split(".")[0] for name in names}
    may_observe = (
        declares
        or file.startswith(ASYNCIO)
        or file in ASYNCIO_FILES | OBSERVING
        or file.endswith("/driver.py")
    )
    ours = {name for name in names if name.split(".")[0] in OURS}
    assert may_observe or not any("metrics" in name.split(".") for name in ours)


@pytest.mark.parametrize("file", PRODUCT)
def test_only_the_server_reads_settings(file):
    assert file in SETTINGS or "settings" not in {name.split(".")[0] for name in imports(file)}


@pytest.mark.parametrize("file", sorted(path for path in ROOT.glob("tests/**/*.py")))
def test_no_test_sleeps(file):
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            zero = node.args and isinstance(node.args[0], ast.Constant) and node.args[0].value == 0
            assert name not in ("sleep", "wait_for_timeout") or zero, f"{file}:{node.lineno} sleeps"

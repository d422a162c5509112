"""Starts Vivavoz: settings in, parts wired together, serve, drain, stop. No rules live here.

server.py [--host 127.0.0.1] [--port 8000] [--data-dir data] [--config vivavoz.toml]
server.py --check | --repair [--data-dir data]
server.py --settings
"""

import argparse
import asyncio
import logging
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from tornado.netutil import bind_sockets

import heap
import reference
import settings
from garbage import collected_in_time
from handlers.access import Key, Origins, Tickets, Tokens
from handlers.drain import Drain
from handlers.endpoint import Access
from handlers.http import http_server
from handlers.keys import BadKey, find_key
from handlers.limits.connections import Connections
from handlers.limits.limits import Limits
from handlers.limits.listener import BACKLOG, Listener
from handlers.limits.room import room_here
from handlers.paths import Route
from handlers.routes import routes
from handlers.watching.lag import watched_loop
from logs import LogsSettings, logging_to
from realtime.agents.dialogflow.settings import NoDialogflow
from realtime.agents.directory import AgentDirectory
from realtime.agents.local.files import BadAgentFile
from realtime.avatars.base import AvatarProvider
from realtime.avatars.choice import chosen_provider
from realtime.consultation.consultations import Consultations, NoSuchAgent
from realtime.consultation.records import AvatarSession, Pace, Ticket
from realtime.conversations.conversations import Conversations
from realtime.conversations.records import Conversation, Epoch, Message, Update
from realtime.roleplay.buyer.agent import BuyerAgent
from realtime.roleplay.definition import Definition
from realtime.roleplay.files import BadRolePlayFile, read_files
from realtime.roleplay.judge.settings import JudgeSettings
from realtime.roleplay.marking.jobs import Asked
from realtime.roleplay.practice import Practice
from realtime.roleplay.records import Frozen, PracticeCall, Written
from realtime.voice.records import SessionRecord, Utterance
from realtime.voice.sessions import VoiceSessions
from settings import BadSettings, Settings
from state.archive import Archive
from state.archived import Archived
from state.contract import RESUME_SECONDS, TICKET_SECONDS
from state.files import BadFolder, DiskFolder
from state.settings import StateSettings
from state.store import Store
from state.upkeep import look_after

try:
    import uvloop

    new_event_loop: Callable[[], asyncio.AbstractEventLoop] = uvloop.new_event_loop
except ImportError:  # Windows has none
    new_event_loop = asyncio.new_event_loop

logger = logging.getLogger("vivavoz")

_TIDY_SECONDS = 60.0

#: Every kind of record there is.
RECORDS = (
    Archived,
    AvatarSession,
    Conversation,
    Epoch,
    Frozen,
    Message,
    Pace,
    PracticeCall,
    SessionRecord,
    Ticket,
    Update,
    Utterance,
    Written,
)


class CannotListen(Exception):
    """Raised when the address can't be had; the text says what to do."""


#: The start is refused with one of these, in words for who starts it.
REFUSALS = (
    BadSettings,
    BadKey,
    BadAgentFile,
    BadFolder,
    BadRolePlayFile,
    CannotListen,
    NoDialogflow,
    NoSuchAgent,
)


def main() -> None:
    heap.share()
    options = _options(sys.argv[1:])
    if options.settings:
        print(reference.commented())
        return
    try:
        if options.check or options.repair:
            with logging_to(sys.stderr, LogsSettings()):
                sys.exit(look_after(options.data_dir, RECORDS, repairs=options.repair))
        configured = settings.load(options.config, os.environ)
        with logging_to(sys.stderr, configured.logs):
            _run(options, configured)
    except REFUSALS as refusal:
        sys.exit(f"vivavoz: {refusal}")


def _run(options: argparse.Namespace, configured: Settings) -> None:
    key, development = find_key(configured.access, options.host, options.data_dir)
    with asyncio.Runner(loop_factory=new_event_loop) as runner:
        runner.run(
            serve(
                options.host,
                options.port,
                options.data_dir,
                configured,
                key,
                development=development,
            )
        )


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="server.py",
        description="Vivavoz, a self-hosted real-time conversation server.",
        epilog="Everything else is a setting: vivavoz.toml or VIVAVOZ_<SECTION>_<FIELD>.",
    )
    parser.add_argument(
        "--host", default="127.0.0.1", help="the address to listen on (%(default)s)"
    )
    parser.add_argument("--port", type=int, default=8000, help="0 takes a free one (%(default)s)")
    parser.add_argument(
        "--data-dir", type=Path, default=Path("data"), help="where what lasts is kept (%(default)s)"
    )
    parser.add_argument(
        "--config", type=Path, default=None, help=f"the settings file ({settings.FILE}, if there)"
    )
    instead = parser.add_mutually_exclusive_group()
    instead.add_argument(
        "--check", action="store_true", help="say what is in --data-dir and whether it is sound"
    )
    instead.add_argument(
        "--repair", action="store_true", help="keep what can be read of a damaged --data-dir"
    )
    instead.add_argument(
        "--settings", action="store_true", help=f"print a {settings.FILE} with every default"
    )
    return parser.parse_args(arguments)


async def serve(
    host: str, port: int, data_dir: Path, configured: Settings, key: Key, *, development: bool
) -> None:
    """Serve until SIGTERM or SIGINT, let calls end for a while, and return.

    Whatever voice session is left by then can go on after the next start; consultations end.
    """
    access = _access(configured, key, development=development)
    sockets = _bind(host, port, access.limits.connections)
    told, told_again = _stop_signals()
    directory = AgentDirectory(configured.local, configured.dialogflow)
    buyers = [card.name for card in directory.cards]
    files = read_files(configured.roleplay.files_dir, agents=buyers)
    async with _kept_in(data_dir, configured.state) as (store, archive):
        parts = _parts(configured, directory, files, store, archive, access)
        limit_s = 0.0 if development else configured.drain.limit_s
        drain = Drain([parts.sessions, parts.consultations], limit_s=limit_s)
        http = http_server(_table(access, key, directory, store, archive, parts, drain), access)
        async with AsyncExitStack() as closing:  # the last one first, whatever goes wrong
            closing.push_async_callback(directory.close)
            closing.push_async_callback(http.close_all_connections)
            closing.push_async_callback(parts.conversations.stream.close)
            for part in (parts.practice, parts.sessions, parts.avatars, parts.consultations):
                closing.push_async_callback(part.close)
            faces = [kind.part for kind in configured.consultation.agent_types]
            await asyncio.gather(directory.start(), parts.avatars.open(faces))
            await parts.practice.start()
            closing.enter_context(watched_loop())
            parts.consultations.start()
            closing.enter_context(collected_in_time())
            http.add_sockets(sockets)
            _announce(host, sockets, development)
            await _serve_until_told(parts, drain, told, told_again)
            http.stop()


async def _serve_until_told(
    parts: "_Parts", drain: Drain, told: asyncio.Event, told_again: asyncio.Event
) -> None:
    async with (
        _now_and_then(RESUME_SECONDS, parts.sessions.end_asleep),
        _now_and_then(_TIDY_SECONDS, parts.conversations.tidy),
        _now_and_then(_TIDY_SECONDS, parts.practice.tidy),
    ):
        await told.wait()
        await drain.drain(told_again)
    await parts.consultations.end_all()
    left = len(parts.sessions)
    logger.info("stopping: %d voice sessions can go on after the start", left)


@dataclass(frozen=True)
class _Parts:
    """What serves one surface each."""

    conversations: Conversations
    sessions: VoiceSessions
    avatars: AvatarProvider
    consultations: Consultations
    practice: Practice


def _parts(
    configured: Settings,
    directory: AgentDirectory,
    files: Mapping[int, Definition],
    store: Store,
    archive: Archive,
    access: Access,
) -> _Parts:
    clock = access.wall_clock
    conversations = Conversations(configured.conversations, store, archive, wall_clock=clock)
    sessions = VoiceSessions(
        configured.voice, directory, store, archive, conversations, wall_clock=clock
    )
    avatars = chosen_provider(
        configured.avatars,
        configured.liveavatar,
        configured.heygen_streaming,
        sessions=sessions,
        directory=directory,
        conversations=conversations,
    )
    consultations = Consultations(
        configured.consultation, directory, avatars, store, wall_clock=clock
    )
    practice = Practice(
        configured.roleplay,
        files,
        directory,
        partial(_buyer, directory),
        sessions,
        store,
        archive,
        wall_clock=clock,
        judge=_judge(configured.judge, clock),
    )
    return _Parts(conversations, sessions, avatars, consultations, practice)


def _table(
    access: Access,
    key: Key,
    directory: AgentDirectory,
    store: Store,
    archive: Archive,
    parts: _Parts,
    drain: Drain,
) -> list[Route]:
    return routes(
        version=_version(),
        access=access,
        key=key,
        directory=directory,
        sessions=parts.sessions,
        conversations=parts.conversations,
        consultations=parts.consultations,
        practice=parts.practice,
        store=store,
        archive=archive,
        drain=drain,
    )


def _access(configured: Settings, key: Key, *, development: bool) -> Access:
    return Access(
        development=development,
        tokens=Tokens(key),
        tickets=Tickets(seconds=TICKET_SECONDS),
        origins=Origins(configured.access.allowed_origins, loopback_only=development),
        cookie=configured.access.cookie,
        limits=Limits(configured.limits, room_here(), development=development),
    )


@asynccontextmanager
async def _kept_in(data_dir: Path, state: StateSettings) -> AsyncIterator[tuple[Store, Archive]]:
    """What lasts, for this process alone."""
    folder = DiskFolder(data_dir)
    async with AsyncExitStack() as closing:
        folder.lock()
        closing.callback(folder.unlock)
        store = Store(folder, RECORDS, state)
        closing.push_async_callback(store.close)
        archive = Archive(data_dir / "archive", store, state)
        closing.push_async_callback(archive.close)
        await archive.start()
        yield store, archive


@asynccontextmanager
async def _now_and_then(seconds: float, do: Callable[[], Awaitable[None]]) -> AsyncIterator[None]:
    async def go_on() -> None:
        while True:
            await asyncio.sleep(seconds)
            try:
                await do()
            except Exception:
                logger.exception("what is done now and then failed; it is tried again")

    going_on = asyncio.create_task(go_on())
    try:
        yield
    finally:
        going_on.cancel()
        with suppress(asyncio.CancelledError):
            await going_on


def _buyer(directory: AgentDirectory, definition: Definition, name: str) -> BuyerAgent:
    """Who plays a role play's buyer where it names no agent."""
    hearing = directory.free_speech(definition.language)
    return BuyerAgent(definition, name, directory.synthesiser, hearing)


def _judge(judge: JudgeSettings, clock: Callable[[], float]) -> Asked | None:
    if not judge.url:
        return None
    # A third of a second and the rules of scoring: for who has one.
    from realtime.roleplay.marking.judging import JudgeOfJobs

    return JudgeOfJobs(judge, clock=clock)


def _version() -> str:
    try:
        return version("vivavoz")
    except PackageNotFoundError:  # run from a clone without installing
        return "0"


def _bind(host: str, port: int, connections: Connections) -> list[socket.socket]:
    try:
        bound = bind_sockets(port, host, backlog=BACKLOG, reuse_port=False)
        return [Listener(each, connections) for each in bound]
    except (OSError, OverflowError) as error:
        raise CannotListen(f"can't listen on {host}:{port}: {error}; try another --port") from error


def _stop_signals() -> tuple[asyncio.Event, asyncio.Event]:
    """Set by the first SIGTERM or SIGINT, and by any that follows."""
    told, told_again = asyncio.Event(), asyncio.Event()

    def take() -> None:
        (told_again if told.is_set() else told).set()

    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, take)
    return told, told_again


def _announce(host: str, sockets: list[socket.socket], development: bool) -> None:
    name = f"[{host}]" if ":" in host else host
    print(f"Vivavoz is ready: http://{name}:{sockets[0].getsockname()[1]}/test", flush=True)
    if development:
        print("Development mode: this machine only, no token needed. Ctrl-C stops.", flush=True)


if __name__ == "__main__":
    main()

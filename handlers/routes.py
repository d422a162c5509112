"""The route table: every path this server answers."""

from functools import cache, partial

from handlers import consultation
from handlers.access import Key
from handlers.agents import Agents, Sample
from handlers.calls import AgentLink, CaseLink
from handlers.conversations import List, Messages, One, Typing
from handlers.documents.asyncapi import asyncapi
from handlers.documents.endpoints import Document
from handlers.documents.openapi import openapi
from handlers.drain import Drain
from handlers.endpoint import Access
from handlers.limits.metrics import LimitsFigures
from handlers.pages import STATIC, Asset, Health, Index, Page
from handlers.paths import Route
from handlers.results import CallRecording, Session, Sessions, SessionsOfRolePlay
from handlers.role_plays import RolePlay, RolePlays
from handlers.stream import Stream
from handlers.tickets import ConversationsTicket, DevelopmentToken, VoiceTicket
from handlers.voice import VoiceSocket
from handlers.watching.present import Present
from handlers.watching.readiness import Parts, Ready
from handlers.watching.scrape import Metrics
from handlers.webhook import CallWebhook
from realtime.agents.base import Directory
from realtime.consultation.consultations import Consultations
from realtime.conversations.conversations import Conversations
from realtime.roleplay.practice import Practice
from realtime.voice.sessions import VoiceSessions
from state.archive import Archive
from state.store import Store


def routes(
    *,
    version: str,
    access: Access,
    key: Key,
    directory: Directory,
    sessions: VoiceSessions,
    conversations: Conversations,
    consultations: Consultations,
    practice: Practice,
    store: Store,
    archive: Archive,
    drain: Drain,
) -> list[Route]:
    shared = {"access": access}
    parts = Parts(store, directory, consultations, drain)
    present = Present(
        version,
        directory,
        sessions,
        conversations,
        consultations,
        practice,
        store,
        archive,
        drain,
        LimitsFigures(access.limits),
    )
    agents = {"directory": directory, **shared}
    table: list[Route] = [
        Route("/", Index, {"version": version, **shared}),
        Route("/health", Health, {"store": store, **shared}),
        Route("/health/ready", Ready, {"parts": parts, **shared}),
        Route("/metrics", Metrics, {"present": present, **shared}),
        Route("/static/{path:rest}", Asset, {"path": STATIC, **shared}),
        Route(
            "/ws/voice-chat", VoiceSocket, {"sessions": sessions, "calls": practice.calls, **agents}
        ),
        Route("/ws/voice-chat/ticket", VoiceTicket, shared),
        Route("/ws/voice-chat/agents", Agents, agents),
        Route("/ws/voice-chat/agents/{name}/samples/{index:index}", Sample, agents),
    ]
    talked = {"conversations": conversations, **shared}
    table += [
        Route("/backend/conversations", List, talked),
        Route("/backend/conversations/stream", Stream, talked),
        Route("/backend/conversations/stream/ticket", ConversationsTicket, shared),
        Route("/backend/conversations/{lead_id:lead}", One, talked),
        Route("/backend/conversations/{lead_id:lead}/messages", Messages, talked),
        Route("/backend/conversations/{lead_id:lead}/typing", Typing, talked),
    ]
    table += _role_plays(practice, store, archive, access)
    table += _consultations(consultations, access)
    if access.development:
        table.append(Route("/dev/token", DevelopmentToken, {"key": key, **shared}))
    table += [*_pages(access), *_documents(table, version, access)]
    return table


def _pages(access: Access) -> list[Route]:
    pages = {
        "/test": ("test.html", "Page: talk to an agent"),
        "/dashboard": ("dashboard.html", "Page: follow and take over conversations"),
        "/consultoria": ("consultoria.html", "Page: consult an avatar"),
        "/roleplays": ("roleplays.html", "Page: practise sales calls"),
        "/sessions/{session_id}/view": ("session.html", "Page: the result of a practice call"),
        "/docs": ("docs.html", "Page: these documents"),
    }
    return [
        Route(path, Page, {"file": file, "access": access}, summary)
        for path, (file, summary) in pages.items()
    ]


def _documents(table: list[Route], version: str, access: Access) -> list[Route]:
    """Of the whole table, these included."""
    made = cache(partial(openapi, table, version=version, access=access))
    told = cache(partial(asyncapi, version=version))
    return [
        Route(
            "/openapi.json", Document, {"make": made, "access": access}, "The operations (OpenAPI)"
        ),
        Route(
            "/asyncapi.json",
            Document,
            {"make": told, "access": access},
            "The messages of the socket and the streams (AsyncAPI)",
        ),
    ]


def _role_plays(practice: Practice, store: Store, archive: Archive, access: Access) -> list[Route]:
    catalogued = {"catalogue": practice.catalogue, "store": store, "access": access}
    called = {"calls": practice.calls, **catalogued}
    judged = {"results": practice.results, "archive": archive, **catalogued}
    return [
        Route("/role_plays", RolePlays, catalogued),
        Route("/role_plays/{role_play_id:number}", RolePlay, catalogued),
        Route("/role_plays/{role_play_id:number}/get_agent_link", AgentLink, called),
        Route("/role_plays_session/get_agent_link", CaseLink, called),
        Route(
            "/role_plays_session/receive_conversation_webhook",
            CallWebhook,
            {"outside": practice.outside, "access": access},
        ),
        Route("/role_plays/{role_play_id:number}/sessions", SessionsOfRolePlay, judged),
        Route("/role_plays/{role_play_id:number}/sessions/{session_id}", Session, judged),
        Route("/sessions", Sessions, judged),
        Route("/sessions/{session_id}", Session, judged),
        Route("/sessions/{session_id}/recording", CallRecording, judged),
    ]


def _consultations(consultations: Consultations, access: Access) -> list[Route]:
    shared = {"access": access}
    consulted = {"consultations": consultations, **shared}
    table: list[Route] = []
    for base in ("/api/consultoria", "/consultoria"):
        table += [
            Route(base + "/queue/join/", consultation.Join, consulted),
            Route(base + "/queue/status/", consultation.Status, consulted),
            Route(base + "/queue/leave/", consultation.Leave, consulted),
            Route(base + "/queue/stream/", consultation.QueueStream, consulted),
            Route(base + "/queue/stream/ticket/", consultation.QueueTicket, shared),
            Route(base + "/agents/", consultation.AgentTypes, consulted),
            Route(base + "/session/", consultation.Current, consulted),
            Route(base + "/session/initialize/", consultation.Initialize, consulted),
            Route(base + "/session/connect/", consultation.Connect, consulted),
            Route(base + "/session/ice/", consultation.Ice, consulted),
            Route(base + "/session/heartbeat/", consultation.Heartbeat, consulted),
            Route(base + "/session/terminate/", consultation.Terminate, consulted),
        ]
    return table

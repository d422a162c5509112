"""The route table: every path this server answers."""

from typing import Any

from handlers import consultation
from handlers.access import Key
from handlers.calls import AgentLink, CaseLink
from handlers.conversations import List, Messages, One, Typing
from handlers.drain import Drain
from handlers.endpoint import Access
from handlers.pages import STATIC, Asset, Health, Index, Page
from handlers.present import Present
from handlers.readiness import Parts, Ready
from handlers.results import CallRecording, Session, SessionOfRolePlay, Sessions
from handlers.role_plays import RolePlay, RolePlays
from handlers.scrape import Metrics
from handlers.stream import Stream
from handlers.tickets import DevelopmentToken, Ticket
from handlers.voice import Agents, Sample, VoiceSocket
from handlers.webhook import CallWebhook
from realtime.agents.base import Directory
from realtime.consultation.consultations import Consultations
from realtime.conversations.conversations import Conversations
from realtime.roleplay.practice import Practice
from realtime.voice.sessions import VoiceSessions
from state.archive import Archive
from state.contract import CONVERSATIONS_SCOPE
from state.store import Store

Route = tuple[str, type, dict[str, Any]]


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
    )
    agents = {"directory": directory, **shared}
    table: list[Route] = [
        (r"/", Index, {"version": version, **shared}),
        (r"/health", Health, {"store": store, **shared}),
        (r"/health/ready", Ready, {"parts": parts, **shared}),
        (r"/metrics", Metrics, {"present": present, **shared}),
        (r"/test", Page, {"file": "test.html", **shared}),
        (r"/dashboard", Page, {"file": "dashboard.html", **shared}),
        (r"/consultoria/?", Page, {"file": "consultoria.html", **shared}),
        (r"/static/(.*)", Asset, {"path": STATIC, **shared}),
        (r"/ws/voice-chat", VoiceSocket, {"sessions": sessions, "calls": practice.calls, **agents}),
        (r"/ws/voice-chat/ticket", Ticket, {"purpose": "voice", **shared}),
        (r"/ws/voice-chat/agents", Agents, agents),
        (r"/ws/voice-chat/agents/([\w.-]+)/samples/(\d{1,4})", Sample, agents),
    ]
    talked = {"conversations": conversations, **shared}
    ticket = {"purpose": "conversations", "scope": CONVERSATIONS_SCOPE, **shared}
    table += [
        (r"/backend/conversations", List, talked),
        (r"/backend/conversations/stream", Stream, talked),
        (r"/backend/conversations/stream/ticket", Ticket, ticket),
        (r"/backend/conversations/([^/]+)", One, talked),
        (r"/backend/conversations/([^/]+)/messages", Messages, talked),
        (r"/backend/conversations/([^/]+)/typing", Typing, talked),
    ]
    table += _role_plays(practice, store, archive, access)
    table += _consultations(consultations, access)
    if access.development:
        table.append((r"/dev/token", DevelopmentToken, {"key": key, **shared}))
    return table


def _role_plays(practice: Practice, store: Store, archive: Archive, access: Access) -> list[Route]:
    catalogued = {"catalogue": practice.catalogue, "store": store, "access": access}
    called = {"calls": practice.calls, **catalogued}
    judged = {"results": practice.results, "archive": archive, **catalogued}
    return [
        (r"/role_plays/?", RolePlays, catalogued),
        (r"/role_plays/([^/]+)/?", RolePlay, catalogued),
        (r"/role_plays/([^/]+)/get_agent_link/?", AgentLink, called),
        (r"/role_plays_session/get_agent_link/?", CaseLink, called),
        (
            r"/role_plays_session/receive_conversation_webhook/?",
            CallWebhook,
            {"outside": practice.outside, "access": access},
        ),
        (r"/role_plays/([^/]+)/sessions/?", Sessions, judged),
        (r"/role_plays/([^/]+)/sessions/([^/]+)/?", SessionOfRolePlay, judged),
        (r"/sessions/?", Sessions, judged),
        (r"/sessions/([^/]+)/?", Session, judged),
        (r"/sessions/([^/]+)/recording/?", CallRecording, judged),
        (r"/sessions/[^/]+/view/?", Page, {"file": "session.html", "access": access}),
        (r"/roleplays/?", Page, {"file": "roleplays.html", "access": access}),
    ]


def _consultations(consultations: Consultations, access: Access) -> list[Route]:
    shared = {"access": access}
    consulted = {"consultations": consultations, **shared}
    ticket = {"purpose": "consultation", **shared}
    table: list[Route] = []
    for base in ("/api/consultoria", "/consultoria"):
        table += [
            (base + r"/queue/join/?", consultation.Join, consulted),
            (base + r"/queue/status/?", consultation.Status, consulted),
            (base + r"/queue/leave/?", consultation.Leave, consulted),
            (base + r"/queue/stream/?", consultation.QueueStream, consulted),
            (base + r"/queue/stream/ticket/?", consultation.QueueTicket, ticket),
            (base + r"/agents/?", consultation.AgentTypes, consulted),
            (base + r"/session/?", consultation.Current, consulted),
            (base + r"/session/initialize/?", consultation.Initialize, consulted),
            (base + r"/session/connect/?", consultation.Connect, consulted),
            (base + r"/session/ice/?", consultation.Ice, consulted),
            (base + r"/session/heartbeat/?", consultation.Heartbeat, consulted),
            (base + r"/session/terminate/?", consultation.Terminate, consulted),
        ]
    return table

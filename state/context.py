"""What is being worked on: whose ids every line of the log bears.

Set by whoever takes a request or wakes a session; tasks and timers begun then inherit it. What goes
on beyond whoever began it, a session's timers and its agent's answers, has a context of its own.
"""

from contextvars import Context, ContextVar

REQUEST_ID: ContextVar[str] = ContextVar("request_id", default="")
SESSION_ID: ContextVar[str] = ContextVar("session_id", default="")
CONVERSATION_ID: ContextVar[str] = ContextVar("conversation_id", default="")

_IDS = (REQUEST_ID, SESSION_ID, CONVERSATION_ID)


def about(*, session_id: str, conversation_id: str) -> None:
    """What follows in this task is about them."""
    SESSION_ID.set(session_id)
    CONVERSATION_ID.set(conversation_id)


def context_about(*, session_id: str, conversation_id: str) -> Context:
    """For what is about them, and nobody's request."""
    context = Context()
    context.run(about, session_id=session_id, conversation_id=conversation_id)
    return context


def ids() -> dict[str, str]:
    """Those that are known: request_id, session_id, conversation_id."""
    return {each.name: value for each in _IDS if (value := each.get())}

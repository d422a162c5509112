"""What is counted of agents. Moved by the voice driver, the recogniser, tools and Dialogflow."""

from prometheus_client import Counter, Gauge, Histogram

FAILURES = Counter(
    "vivavoz_agent_failures_total",
    "Turns whose agent failed or broke off, by agent; role_play: the buyer of a practice call.",
    ["agent"],
)
DIALOGFLOW_FAILURES = Counter(
    "vivavoz_dialogflow_failures_total",
    "Calls of Dialogflow that failed, each try counted, by gRPC status or our own word for it.",
    ["status"],
)
WORKERS = Gauge(
    "vivavoz_recogniser_workers",
    "Speech recognition workers: busy, idle, or down (starting, or given up on for a while).",
    ["state"],
)
WAITING = Gauge("vivavoz_recogniser_waiting", "Turns that wait for a recognition worker.")
REFUSED = Counter(
    "vivavoz_recogniser_refused_total",
    "Turns that weren't recognised: no worker was up, or too many turns waited.",
)
WORKER_ENDS = Counter(
    "vivavoz_recogniser_worker_ends_total",
    "Recognition workers that ended by themselves, couldn't be started, or took too long.",
)
RECOGNITION_SECONDS = Histogram(
    "vivavoz_recognition_seconds",
    "Time to recognise a turn's audio, waiting for a worker included. phrase: one of the agent's"
    " phrases; free: anything.",
    ["kind"],
    buckets=(0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 2, 5, 15),
)
TOOL_SECONDS = Histogram(
    "vivavoz_tool_seconds",
    "Time of an agent's call of a tool, by outcome: ok, mistake (of the agent), timeout, failed.",
    ["outcome"],
    buckets=(0.001, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)

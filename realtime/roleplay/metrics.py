"""What is counted of practice calls. Moved by driver.py, marking, the judge and the webhook."""

from prometheus_client import Counter, Gauge, Histogram

ENDED = Counter(
    "vivavoz_practice_calls_ended_total",
    "Practice calls over, by whom: salesperson, buyer, time_limit, dropped.",
    ["reason"],
)
UNRECORDED = Counter(
    "vivavoz_practice_recordings_broken_total", "Recordings that the disk refused to go on with."
)
WAITING = Gauge(
    "vivavoz_practice_waiting", "Calls that are over and wait for their turn to be scored."
)
RESULTS = Counter(
    "vivavoz_practice_results_total",
    "Results: ready, unscored (too little was said), failed.",
    ["status"],
)
SCORING_SECONDS = Histogram(
    "vivavoz_practice_scoring_seconds",
    "Time of a process that scores a call.",
    buckets=(0.5, 1, 2, 3, 5, 10, 30, 60, 300),
)
SCORING_FAILURES = Counter(
    "vivavoz_practice_scoring_failures_total", "Processes that ended without a score."
)
JUDGED = Counter(
    "vivavoz_practice_judge_total",
    "Requests to the judge, by outcome: ok, or why the rules judged instead.",
    ["outcome"],
)
JUDGE_SECONDS = Histogram(
    "vivavoz_practice_judge_seconds",
    "Time until the judge had answered or was given up on.",
    buckets=(0.5, 1, 2.5, 5, 10, 30, 60, 120),
)
WEBHOOKS = Counter(
    "vivavoz_practice_webhooks_total",
    "What services told of calls held there: taken, ignored (about something else), refused.",
    ["outcome"],
)

"""What is counted of conversations and their live stream. Moved by driver.py and its readers."""

from prometheus_client import Counter, Gauge, Histogram

SUBSCRIBERS = Gauge("vivavoz_stream_subscribers", "Subscribers of the live stream.")
SUBSCRIBED = Counter("vivavoz_stream_subscriptions_total", "Streams that were begun.")
GAPS = Counter(
    "vivavoz_stream_gaps_total",
    "Subscribers who came back with an event id that can't be replayed any more.",
)
CUT = Counter(
    "vivavoz_stream_cuts_total",
    "Subscribers cut off: slow (more than 1 MiB behind), behind (its replay was overtaken).",
    ["reason"],
)
EVENTS = Counter("vivavoz_stream_events_total", "Events published, by type.", ["type"])
LAG_SECONDS = Histogram(
    "vivavoz_stream_lag_seconds",
    "From an event's publication to when it was written to all who are up to date; the events of a"
    " burst count once.",
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1),
)

"""What is counted of avatar providers. Moved by those who talk with a vendor."""

from prometheus_client import Counter, Gauge, Histogram

AVAILABLE = Gauge(
    "vivavoz_avatar_available", "1: sessions can be had of the avatar provider.", ["provider"]
)
VENDOR_CALLS = Counter(
    "vivavoz_avatar_vendor_calls_total",
    "Calls of an avatar vendor's API, each try counted, by what came of it: ok, the complaint, or"
    " cancelled.",
    ["provider", "outcome"],
)
VENDOR_SECONDS = Histogram(
    "vivavoz_avatar_vendor_call_seconds",
    "Time of a call of an avatar vendor's API.",
    ["provider"],
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)

"""What is counted of the store and the archive. Moved by store.py, writer.py and archive.py."""

from prometheus_client import Counter, Gauge, Histogram

#: From a solid disk's cache to a disk that hangs.
_DISK_SECONDS = (0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.5, 2.5)

STORE_FAILED = Gauge(
    "vivavoz_store_failed",
    "1: the journal couldn't be written; changes are refused until a restart.",
)
RECORDS = Gauge("vivavoz_store_records", "Records in memory, by table.", ["table"])
BACKLOG_BYTES = Gauge(
    "vivavoz_store_backlog_bytes", "Changes that wait for the disk; at 64 MiB more are refused."
)
COMMITS = Counter("vivavoz_journal_commits_total", "Changes that were made safe on disk.")
WRITTEN_BYTES = Counter("vivavoz_journal_written_bytes_total", "Bytes written to the journal.")
JOURNAL_BYTES = Gauge(
    "vivavoz_journal_bytes", "Size of the journal since the last snapshot; a start reads it all."
)
SYNC_SECONDS = Histogram(
    "vivavoz_journal_sync_seconds",
    "Time to write and sync the changes that came together; all of them wait for it.",
    buckets=_DISK_SECONDS,
)
SNAPSHOTS = Counter(
    "vivavoz_snapshots_total",
    "Snapshots taken (ok), or tried in vain (failed: the journal still has everything).",
    ["outcome"],
)
SNAPSHOT_SECONDS = Histogram(
    "vivavoz_snapshot_seconds",
    "Time to take a snapshot and verify it.",
    buckets=(0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300),
)
SNAPSHOT_PAUSE_SECONDS = Histogram(
    "vivavoz_snapshot_pause_seconds",
    "How long one step of a snapshot held everything else.",
    buckets=(0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.1),
)
ARCHIVE_FILES = Gauge("vivavoz_archive_files", "Files in the archive.", ["kind"])
ARCHIVE_BYTES = Gauge("vivavoz_archive_bytes", "Size of the archive.", ["kind"])
ARCHIVE_FAILURES = Counter(
    "vivavoz_archive_failures_total", "Pieces of the archive's work that the disk refused."
)

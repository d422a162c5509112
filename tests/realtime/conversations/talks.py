"""A conversation log over tables of its own, and what is read of it and of a stream."""

import json

from realtime.conversations.log import ConversationLog
from realtime.conversations.records import Conversation, Epoch, Message, Update
from realtime.conversations.selection import Reach, Selection
from state.records import Tables

EPOCH = "0123456789abcdef"
ANY = Reach()
ALL = Selection()
#: 2024-01-15T10:30:00Z.
NOON = 1_705_314_600.0
KINDS = (Conversation, Epoch, Message, Update)


class Kept:
    """A log, and the tables that a store would keep for it; nothing is published by itself."""

    def __init__(self, *, replay_events=1_000, epoch=EPOCH, records=()):
        self.tables = Tables(KINDS)
        self.tables.apply(records)
        self.replay_events = replay_events
        self.epoch = epoch
        self.now = NOON
        self.pending = []
        self.log = self._made()

    def _made(self):
        return ConversationLog(
            self.tables.of(Conversation),
            self.tables.of(Message),
            self.tables.of(Update),
            epoch=self.epoch,
            replay_events=self.replay_events,
        )

    def restart(self):
        """The log as it is after a start, from what the journal would give."""
        records, self.tables = self.tables.records(), Tables(KINDS)
        self.tables.apply(self.tables.write(records)[1])
        self.pending = []
        self.log = self._made()

    def commit(self, changes):
        self.tables.apply(self.tables.write(changes)[1])

    def keep(self, step):
        """Committed, and not yet safe."""
        self.commit(step.changes)
        self.pending.append(step)
        return step

    def post(self, lead_id, id, content="hello", *, role="user", reach=ANY, **options):
        self.now += 1
        return self.keep(
            self.log.post(
                lead_id, id=id, role=role, content=content, reach=reach, now=self.now, **options
            )
        )

    def change(self, lead_id, *, reach=ANY, **options):
        return self.keep(self.log.change(lead_id, reach=reach, **options))

    def publish(self):
        """All that was kept is safe."""
        entries = []
        for step in self.pending:
            self.log.publish(step)
            entries += step.entries
        self.pending = []
        return entries

    def say(self, lead_id, id, content="hello", **options):
        """A message, kept and published; its entries."""
        self.post(lead_id, id, content, **options)
        return self.publish()

    def all_of(self, kind):
        return list(self.tables.of(kind))

    def id(self, seq):
        return f"{self.epoch}-{seq}"


def blocks(stream):
    """The frames of an event stream: (id or None, what data says or None, retry or None)."""
    text = bytes(stream).decode()
    assert not text or text.endswith("\n\n"), "a frame was cut"
    found = []
    for block in text.split("\n\n")[:-1]:
        fields = dict(line.split(": ", 1) for line in block.split("\n"))
        assert fields.keys() <= {"id", "data", "retry"}
        data = json.loads(fields["data"]) if "data" in fields else None
        found.append((fields.get("id"), data, fields.get("retry")))
    return found


def events(stream):
    """What has data: (its seq or None, its type)."""
    return [
        (None if id is None else int(id.split("-")[1]), data["type"])
        for id, data, _ in blocks(stream)
        if data is not None
    ]


def seqs(stream):
    """Of the events that are counted."""
    return [seq for seq, _ in events(stream) if seq is not None]


def replayed(log):
    """All that can be replayed, as it is on the wire."""
    frames = b""
    seq = log.replay.first - 1
    while seq < log.replay.last:
        missed = log.replay.after(seq, ALL, most_bytes=1_000_000)
        frames, seq = frames + missed.frames, missed.seq
    return frames


def leads(log, *, reach=ANY, before=None, limit=50):
    return [each.lead_id for each in log.page(reach, before=before, limit=limit)]


def ids(log, lead_id, *, before=None, limit=50):
    return [message.id for message in log.thread(lead_id, before=before, limit=limit)]

"""What stays of a session that has ended: its transcript, as the archive has it."""

import msgspec

from realtime.voice.records import SessionRecord, Utterance
from state.journal import SCHEMA


def transcript_of(record: SessionRecord, said: list[Utterance]) -> bytes:
    """The archived file."""
    return msgspec.json.encode(
        {
            "schema": SCHEMA,
            "session_id": record.id,
            "user": record.user,
            "agent": record.agent,
            "lead_id": record.lead_id,
            "opened_at": record.opened_at,
            "utterances": [
                {
                    "turn": each.turn,
                    "role": each.role,
                    "text": each.text,
                    "at": each.at,
                    "began_at": each.began_at,
                    "ended_at": each.ended_at,
                    "is_typed": each.is_typed,
                }
                for each in said
            ],
        }
    )

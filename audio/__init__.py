"""The PCM path: bytes in, frames, verdicts and levels out. Knows no session, socket or clock."""

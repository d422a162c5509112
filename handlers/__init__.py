"""Tornado endpoints: decode, call, encode. No rule of a conversation lives here."""

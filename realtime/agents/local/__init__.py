"""Agents that run embedded in the server: each is a file of phrases, slots, replies and tools.

The road of a turn: recogniser (worker processes) -> understanding -> dialogue -> tools -> dialogue
-> synthesiser. agent.py walks it; understanding and dialogue are pure and know no I/O.
"""

"""Agents of Dialogflow CX: Google hears, understands and speaks.

Everything here but settings.py needs the extra `dialogflow`, and importing it takes most of a
second: only who has such an agent configured imports it (agents/directory.py), before anybody is
served.

    agent.py      the agent: one client for all its sessions
    session.py    one conversation: turns in, events out, tools in between
    turn.py       what is known of the turn that is being answered
    listening.py  a spoken turn: its streams, one after the other
    stream.py     one streaming call: reader and writer
    backlog.py    a turn's audio on its way there
    answers.py    what the service says, in our words
    sound.py      its sound, in ours
    requests.py   what it is sent
    failures.py   what went wrong, sorted
    client.py     credentials and the channel
"""

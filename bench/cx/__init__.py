"""What bench/dialogflow.py measures with, each a process of its own.

asked.py     processes that are told what to do, a line of JSON each
service.py   the stand-in for Dialogflow CX (tests/dialogflow_emulator)
ours.py      turns through the adapter
bare.py      the least a client of the same call can do
speech.py    what both say, and at which pace
starts.py    how a server starts
"""

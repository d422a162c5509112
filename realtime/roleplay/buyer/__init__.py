"""The embedded buyer of a practice call: what it hears in a turn, how it feels, what it says."""

"""The one log of what is said on any surface, and the live stream of it."""

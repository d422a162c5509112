"""Practice calls: the catalogue of role plays, the calls, and their scores."""

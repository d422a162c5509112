"""Voice: whose turn it is, what has been heard of a reply, and the session that joins both."""

"""The embedded agent: understands and speaks with what pip installs, no key and no server."""

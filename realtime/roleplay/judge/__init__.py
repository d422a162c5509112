"""An optional judge of practice calls: a language model that labels, behind an HTTP API."""

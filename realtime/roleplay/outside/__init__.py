"""Calls that were held elsewhere, taken in when they are over."""

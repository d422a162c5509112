"""Scoring calls in processes of their own."""

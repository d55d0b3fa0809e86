"""Traces: the same document or the same face on another account. Candidates for a person, never a verdict."""

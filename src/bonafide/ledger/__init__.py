"""Append-only Merkle log of what was consented to, decided, seen and erased; no personal data in it."""

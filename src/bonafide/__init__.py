"""Bonafide: identity verification that a platform runs itself and can explain."""

__version__ = "0.1.0"

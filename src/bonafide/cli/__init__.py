"""The `bonafide` command."""

from bonafide.cli.main import main

__all__ = ["main"]

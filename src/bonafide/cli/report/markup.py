"""A few lines that make HTML safe by construction: every text is escaped unless this module built it."""

from __future__ import annotations

from html import escape

_VOID = frozenset({"img", "meta", "br"})


class Safe(str):
    """Markup made by `el` or `join`; anything else is text, and is escaped when it is placed."""

    __slots__ = ()


Piece = str | Safe | None


def el(name: str, /, *children: Piece, **attributes: str) -> Safe:
    """Build one element. `class_` becomes class, `aria_label` aria-label; values and texts are escaped."""
    given = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(value)}"' for key, value in attributes.items()
    )
    if name in _VOID:
        return Safe(f"<{name}{given}>")
    return Safe(f"<{name}{given}>{join(*children)}</{name}>")


def join(*pieces: Piece) -> Safe:
    """Put pieces one after another; None is left out."""
    return Safe("".join(one if isinstance(one, Safe) else escape(one) for one in pieces if one is not None))


def style(text: str) -> Safe:
    """Build a style element from our own sheet; raises ValueError for a sheet that could end it early."""
    if "</" in text:
        raise ValueError("the style sheet must not hold </")
    return Safe(f"<style>{text}</style>")

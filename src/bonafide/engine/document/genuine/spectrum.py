"""How far each frequency of a small square stands out: `engine.patterns.spectrum`, under its name in this room."""

from bonafide.engine.patterns.spectrum import standing_out, telling

__all__ = ["standing_out", "telling"]

"""The catalogue of document classes: one YAML file each, and the captions that documents print.

A class says what a document of it looks like, what it carries and what reads it. What cannot be read by
machine is a class all the same: it is captured well and a person reads it.
"""

from bonafide.engine.document.catalogue.load import CatalogueError, kinds
from bonafide.engine.document.catalogue.types import DocumentKind, Labelled, Reading, Sort, ZoneCustom

__all__ = ["CatalogueError", "DocumentKind", "Labelled", "Reading", "Sort", "ZoneCustom", "kinds"]

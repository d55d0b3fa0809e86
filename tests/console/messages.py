"""Which words of the console are to be translated: read from its code and templates."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation.template import templatize

SOURCE = Path(__file__).resolve().parents[2] / "src" / "bonafide"
CALLS = {"_", "gettext", "gettext_lazy", "pgettext", "pgettext_lazy", "ngettext", "gettext_noop", "npgettext"}
_TEMPLATE_CALL = re.compile(r"\b(?:gettext|_|ngettext|pgettext|npgettext)\(")
Message = tuple[str, str, str]
"""Context, singular, plural; empty where there is none."""


def wanted() -> set[Message]:
    """Every message of the console's Python, its templates and the overridden login pages."""
    found: set[Message] = set()
    for file in sorted((SOURCE / "console").rglob("*.py")):
        found.update(_calls(ast.parse(file.read_text())))
    for folder in (SOURCE / "console" / "templates", SOURCE / "web" / "templates"):
        for file in sorted(folder.rglob("*.html")):
            found.update(_in_template(file.read_text()))
    return found


def _in_template(text: str) -> Iterator[Message]:
    code = templatize(text)
    for match in _TEMPLATE_CALL.finditer(code):
        yield from _calls(ast.parse(_balanced(code[match.start() :])))


def _balanced(code: str) -> str:
    """The call at the start of `code`, up to the end at which it parses."""
    for end in (index for index, letter in enumerate(code) if letter == ")"):
        piece = code[: end + 1].strip()
        try:
            ast.parse(piece)
        except SyntaxError:
            continue
        return piece
    raise AssertionError(code[:80])


def _calls(tree: ast.AST) -> Iterator[Message]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS:
            texts = [
                arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)
            ]
            if texts:
                yield _message(node.func.id, texts)


def _message(call: str, texts: list[str]) -> Message:
    context = texts.pop(0) if call.startswith(("pgettext", "npgettext")) else ""
    return context, texts[0], texts[1] if call in {"ngettext", "npgettext"} else ""

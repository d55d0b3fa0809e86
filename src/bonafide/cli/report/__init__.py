"""The report of `bonafide check --report`: one page, complete in itself, to be looked at rather than read."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from bonafide.cli.report.page import page
from bonafide.errors import InvalidInputError

if TYPE_CHECKING:
    from bonafide.cli.examined import Examined


def write_report(found: Examined, out: Path) -> None:
    """Write the page, readable by its owner alone (0600): it holds pictures and personal data.

    Raises:
        InvalidInputError: code unwritable, where the file cannot be written.

    """
    text = page(found)
    try:
        out.unlink(missing_ok=True)
        handle = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise InvalidInputError(f"{out} cannot be written: {error.strerror}.", code="unwritable") from None

"""`bonafide check`: examine pictures from the command line. Nothing is stored, nothing leaves the machine."""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from bonafide.checks.catalogue import run_document, run_selfie
from bonafide.cli.examined import Examined
from bonafide.engine import compare_faces, judge_selfie, read_document
from bonafide.engine.evidence import Challenge, Frame, to_json
from bonafide.engine.image import encode_jpeg
from bonafide.errors import InvalidInputError
from bonafide.policy.context import make_context, make_facts
from bonafide.policy.decision import decide
from bonafide.policy.templates import template as find_template
from bonafide.policy.thresholds import SHIPPED

MAX_VIDEO_FRAMES = 30
_VIDEO = {".mp4", ".webm", ".mov", ".mkv", ".avi"}


def check(args: argparse.Namespace) -> int:
    """Examine, print, write the report. Exit status 0 where the outcome is approved, 1 otherwise."""
    with _native_lines_dropped():
        found = examine(
            _read(args.document),
            _read(args.back) if args.back else None,
            _selfie(args.selfie) if args.selfie else b"",
            today=_day(args.today),
            sandbox=args.sandbox,
        )
    if args.report:
        from bonafide.cli.report import write_report  # noqa: PLC0415 - most calls want none

        write_report(found, Path(args.report))
    print(json.dumps(as_json(found), indent=2, ensure_ascii=False) if args.json else as_text(found))
    return 0 if found.decision.outcome.value == "approved" else 1


@contextmanager
def _native_lines_dropped() -> Iterator[None]:
    """Keep what native libraries write to the terminal away from it; errors of ours come as exceptions."""
    kept = os.dup(2)
    with Path(os.devnull).open("w") as nowhere:
        os.dup2(nowhere.fileno(), 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)


def examine(front: bytes, back: bytes | None, selfie: bytes, *, today: date, sandbox: bool) -> Examined:
    """Run engine, checks and policy on pictures. A lone picture shows no live person, and is told so."""
    started = time.perf_counter()
    document = read_document(front, back, today=today)
    read = time.perf_counter()
    comparison = None
    if selfie and document.portrait is not None:
        comparison = compare_faces(document.portrait.jpeg, selfie)
    compared = time.perf_counter()
    template = find_template()
    context = make_context(
        template, today=today, sandbox=sandbox, read_class=document.document_class, comparison=comparison
    )
    checks = [*run_document(document, context), *run_selfie(None, context)]
    facts = make_facts(document, context, attempts_left=0)
    timings = {
        **document.timings_ms,
        "document": (read - started) * 1000,
        "face": (compared - read) * 1000,
    }
    return Examined(document, selfie, comparison, checks, decide(checks, facts, template), timings)


def as_json(found: Examined) -> dict[str, Any]:
    """The JSON of `--json`."""
    document, comparison = found.document, found.comparison
    similarity = comparison.similarity if comparison else None
    return {
        "document": {
            "class": document.document_class,
            "country": document.country,
            "format": document.format,
            "fields": {name: to_json(value) for name, value in document.fields.items()},
            "mrz": to_json(document.mrz),
            "barcode": to_json(document.barcode),
        },
        "face": {
            "similarity": similarity,
            "match": similarity >= SHIPPED.match_min if similarity is not None else None,
        },
        "checks": [
            {
                "name": each.name,
                "status": each.status,
                "reasons": list(each.reasons),
                "requirement": each.requirement,
            }
            for each in found.checks
        ],
        "outcome": found.decision.outcome,
        "reasons": list(found.decision.reasons),
        "timings_ms": {name: round(value, 1) for name, value in found.timings_ms.items()},
    }


def as_text(found: Examined) -> str:
    """A few lines for a person."""
    document = found.document
    head = f"{document.document_class or 'unknown document'} {document.country or ''} {document.format or ''}"
    lines = [head.strip()]
    lines += [f"  {name:<18} {value.value}" for name, value in document.fields.items()]
    lines += [f"  {line}" for line in document.mrz.lines] if document.mrz else []
    lines += [
        f"  {each.status:<15} {each.name:<42} {', '.join(each.reasons)}".rstrip() for each in found.checks
    ]
    return "\n".join([*lines, f"outcome: {found.decision.outcome} ({', '.join(found.decision.reasons)})"])


def _read(name: str) -> bytes:
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise InvalidInputError(f"{name} cannot be read: {error.strerror}.", code="unreadable") from None


def _day(text: str | None) -> date:
    if text is None:
        return datetime.now(UTC).date()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InvalidInputError(f"{text} is not a date like 2026-01-31.", code="bad_date") from None


def _selfie(name: str) -> bytes:
    """The picture itself, or the best frame of a video."""
    if Path(name).suffix.lower() not in _VIDEO:
        return _read(name)
    best = judge_selfie(_frames(name), Challenge("", ())).best
    if not best:
        raise InvalidInputError(f"{name} shows no face.", code="no_face")
    return best


def _frames(name: str) -> list[Frame]:
    video = cv2.VideoCapture(name)
    total = int(video.get(cv2.CAP_PROP_FRAME_COUNT)) or MAX_VIDEO_FRAMES
    every = max(1, total // MAX_VIDEO_FRAMES)
    taken: list[Frame] = []
    seq = 0
    while video.grab():
        if seq % every == 0:
            at = int(video.get(cv2.CAP_PROP_POS_MSEC))
            taken.append(Frame(encode_jpeg(np.asarray(video.retrieve()[1], np.uint8)), seq, at, at))
        seq += 1
    if not taken:
        raise InvalidInputError(f"{name} is no video that can be read.", code="not_a_video")
    return taken

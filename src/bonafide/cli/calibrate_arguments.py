"""What `bonafide calibrate` takes; apart from its work, so that other commands load no vision library."""

from __future__ import annotations

import argparse


def add(command: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    command.add_argument("pairs", metavar="PAIRS.csv", help="pairs of pictures, see docs/face-models.md")
    command.add_argument("--images", metavar="FOLDER", help="where the pictures lie; the list's folder")
    command.add_argument("--model", metavar="MODEL.yaml", help="description of a model of your own")
    command.add_argument("--fmr", type=_share, default=1e-3, help="false match rate of match_min (0.001)")
    command.add_argument(
        "--fnmr", type=_share, default=0.005, help="genuine share that may fall below review_min (0.005)"
    )
    command.add_argument("--json", action="store_true", help="print JSON")
    command.add_argument("--out", metavar="FILE", help="write there instead of printing")


def _share(text: str) -> float:
    value = float(text)
    if not 0 < value < 1:
        raise argparse.ArgumentTypeError("a share between 0 and 1")
    return value

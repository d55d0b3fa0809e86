"""Cameras of phones, tablets and laptops, by the numbers that shape a picture."""

from dataclasses import dataclass, replace

import numpy as np


@dataclass(frozen=True, slots=True)
class Phone:
    """One camera with its image processing.

    Attributes:
        sampling: sensor pixels per pixel of the finished picture and axis; above 1 the picture is shrunk.
        blur: standard deviation of the wide part of the lens' point spread, in sensor pixels. A quarter of the
            light falls into a core of 0.4 of it (`CORE`), so that fine detail fades slowly, as behind real lenses.
            Read out pixel by pixel good lenses reach half their contrast at a third of a cycle (0.6); where
            sensor pixels are binned or skipped it is half as much.
        well: electrons of a white pixel in good light; shot noise is their root.
        read: read noise in electrons.
        vignetting: share of light lost in the corners.
        sharpen: gain added to fine detail; above 1 gives the halos of cheap phones.
        coring: detail weaker than this share of white is taken for noise and smoothed.
        jpeg: quality 1 to 100; every picture is 4:2:0.
        readout_ms: time from the first to the last row (rolling shutter).
        focal: focal length in picture widths.

    """

    name: str
    sampling: float = 1.0
    blur: float = 0.6
    well: float = 5000.0
    read: float = 3.0
    vignetting: float = 0.2
    sharpen: float = 0.5
    coring: float = 0.006
    jpeg: int = 88
    readout_ms: float = 20.0
    focal: float = 0.82


CORE, CORE_BLUR = 0.25, 0.4
"""Share of the light in the core of the point spread, and the core's width over the wide part's."""

PHONES = (
    Phone("flagship, 4K readout", 2.0, 0.60, 6000, 1.8, 0.10, 0.5, 0.004, 92, 12.0, 0.80),
    Phone("flagship, binned", 1.0, 0.35, 9000, 2.2, 0.12, 0.4, 0.005, 92, 10.0, 0.85),
    Phone("upper middle", 1.5, 0.55, 5500, 2.4, 0.15, 0.7, 0.006, 90, 16.0, 0.80),
    Phone("middle, binned", 1.0, 0.40, 5000, 3.0, 0.20, 0.8, 0.008, 85, 20.0, 0.82),
    Phone("middle", 1.0, 0.55, 4000, 3.5, 0.25, 0.9, 0.010, 82, 22.0, 0.85),
    Phone("low end", 1.0, 0.75, 3000, 4.5, 0.30, 1.2, 0.012, 78, 28.0, 0.80),
    Phone("tablet", 1.25, 0.60, 4500, 3.0, 0.20, 0.6, 0.008, 86, 20.0, 0.90),
    Phone("laptop camera", 1.0, 0.70, 2500, 5.0, 0.25, 0.8, 0.012, 82, 30.0, 0.95),
)
"""Not measured on real devices: numbers within what data sheets and published sensor tests give."""


def any_phone(random: np.random.Generator) -> Phone:
    """Draw one camera with its small differences of make and focus."""
    made = PHONES[int(random.integers(len(PHONES)))]
    blur = made.blur * random.uniform(0.9, 1.25)
    return replace(made, blur=blur, jpeg=int(made.jpeg + random.integers(-4, 5)))

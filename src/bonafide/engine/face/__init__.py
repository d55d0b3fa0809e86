"""Faces: where they are, whose they are, and whether a live person answers the challenge."""


def preload(*, judging: bool = False) -> None:
    """Load what a live frame needs, so that the first person's challenge does not run while models load.

    `judging` loads what a verdict needs beside it, and runs it once: the first run of a network lays out its memory.
    """
    from bonafide.engine.face import (  # noqa: PLC0415 - importing this package stays cheap
        detect,
        embed,
        landmarks,
        network,
    )

    detect.load()
    landmarks.load()
    network.load()
    if judging:
        embed.load()

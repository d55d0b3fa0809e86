"""Faces: where they are, whose they are, and whether a live person answers the challenge."""


def preload() -> None:
    """Load what a live frame needs, so that the first person's challenge does not run while models load."""
    from bonafide.engine.face import detect, landmarks, network  # noqa: PLC0415 - importing this package stays cheap

    detect.load()
    landmarks.load()
    network.load()

"""Faces: where they are, whose they are, and whether a live person answers the challenge."""

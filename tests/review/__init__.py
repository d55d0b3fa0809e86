"""Proofs of defects found in review; each passes once its defect is mended."""

"""Tests of Bonafide."""

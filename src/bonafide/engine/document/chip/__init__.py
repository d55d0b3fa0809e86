"""Chips of ICAO Doc 9303 parts 10 to 12: passive and active authentication. `verify` is the front door."""

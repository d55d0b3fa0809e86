"""REST for the platform."""

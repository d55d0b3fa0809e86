"""Views of the console."""

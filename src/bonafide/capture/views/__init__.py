"""Views of the hosted flow."""

"""Template tags of the hosted flow."""

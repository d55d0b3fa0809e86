"""People before the cameras of one shipped server, to measure what they wait and what they cost it."""

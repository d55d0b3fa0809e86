"""Pure evidence: bytes in, typed findings out. No Django, network, database or clock."""

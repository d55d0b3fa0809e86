"""Stand-ins for the physical world in tests: people, documents, hands, heads, a camera."""

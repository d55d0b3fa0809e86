"""Stand-ins for the physical world in tests: people, documents, hands, heads and a camera that can be moved."""

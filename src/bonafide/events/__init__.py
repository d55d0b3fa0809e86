"""The event log, and the webhooks that are told of it."""

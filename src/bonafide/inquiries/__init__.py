"""From the question to the decision: the state machine and the durable pipeline."""

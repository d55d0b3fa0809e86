"""Durable jobs: rows in the same database and the same transaction as what they are about."""

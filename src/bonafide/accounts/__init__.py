"""The platform's environments, keys and accounts."""

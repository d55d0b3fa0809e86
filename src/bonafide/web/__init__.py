"""Where the web rooms are put together: addresses, entry point, what every page knows."""

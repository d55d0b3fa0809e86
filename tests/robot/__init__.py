"""A robot that walks the real thing: `bonafide up`, Chromium, a fake camera with people before it."""

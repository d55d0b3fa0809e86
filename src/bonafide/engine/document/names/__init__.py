"""Names across scripts: whether print and MRZ can be the same name. `agree` is the front door."""

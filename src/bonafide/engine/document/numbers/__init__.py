"""National numbers: which schemes exist and whether one holds. `judge` is the front door."""

"""Everything about a person, encrypted under keys that can be destroyed: blobs, clocks, erasure, export."""

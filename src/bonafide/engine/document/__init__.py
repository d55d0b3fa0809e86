"""Documents: found in a photograph, flattened, read and measured."""

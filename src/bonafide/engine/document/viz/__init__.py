"""The printed zone (VIZ) of a document: its lines, and its fields by the labels of its class."""

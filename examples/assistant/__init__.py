"""A demo assistant that puts Bonafide in front of one capability. It has no language model and says so."""

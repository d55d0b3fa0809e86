"""Small programs that use Bonafide from outside, through the public API alone."""

"""Write docs/checks.md to standard output: python -m bonafide.checks > docs/checks.md."""

import sys

from bonafide.checks.catalogue import markdown

sys.stdout.write(markdown())

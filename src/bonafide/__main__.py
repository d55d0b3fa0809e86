"""`python -m bonafide` is the same as `bonafide`."""

from bonafide.cli import main

raise SystemExit(main())

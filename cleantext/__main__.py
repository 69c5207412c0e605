"""`python -m cleantext`: the `clean` command."""

from __future__ import annotations

from cleantext.cli import main

if __name__ == "__main__":
    main()

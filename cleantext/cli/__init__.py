"""The `clean` command. One file a verb; nothing loads before the verb that needs it is called."""

from __future__ import annotations

__all__ = ["main"]


def main() -> None:
    """The entry point of the `clean` command."""
    from cleantext.cli.root import root

    root.main(prog_name="clean")

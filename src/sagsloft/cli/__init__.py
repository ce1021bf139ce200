"""The command line."""

from sagsloft.cli.app import app, main

__all__ = ["app", "main"]

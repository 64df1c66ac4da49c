"""The Treasury Card: the package behind the book's notebooks."""

__version__ = "0.1.0"

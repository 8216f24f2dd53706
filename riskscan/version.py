"""The version, in a module of its own so that every room may read it without importing the public API."""

__version__ = "0.1.0"

"""Engines compute the same numbers from the same definitions; `reference` is the meaning."""

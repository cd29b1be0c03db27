"""Meaning: tables with their columns, typed nodes over them, and the indicator made of nodes."""

"""yiyang: one ledger for medical care joined with elder care."""

__version__ = "0.1.0"

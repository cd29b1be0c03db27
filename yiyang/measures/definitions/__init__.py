"""One file per indicator; the file's name is the indicator's code and it holds one `INDICATOR`."""

class DefinitionError(ValueError):
    """A definition that cannot mean anything: says what was expected and quotes what came."""


class MissingListError(LookupError):
    """This indicator names no single subject as missing (a share without a rule for it)."""

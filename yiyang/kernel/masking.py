"""What is left of a name, phone or identity number on a screen whose reader need not know it.

How much stays is our choice: enough for a worker to tell two people of one list apart, no more.
"""

_SHORTEST_NUMBER = 8
_SHORTEST_PHONE = 7
_NAME_WITH_LAST_SHOWN = 3


def mask_identity_number(number: str) -> str:
    """Return the first three and last four characters with stars between; all stars below 8 characters.

    The province, the serial and the check character remain; the birth date and the county do not.
    """
    return _mask(number, head=3, tail=4, shortest=_SHORTEST_NUMBER)


def mask_phone(phone: str) -> str:
    """Return the first three and last four characters of a mobile number with stars between.

    Below 11 characters only the last two stay; below 7 none.
    """
    mobile_length = 11
    if len(phone) >= mobile_length:
        return _mask(phone, head=3, tail=4, shortest=_SHORTEST_PHONE)
    return _mask(phone, head=0, tail=2, shortest=_SHORTEST_PHONE)


def mask_name(name: str) -> str:
    """Return the first character and, from three on, the last; stars for every character between."""
    return _mask(name, head=1, tail=int(len(name) >= _NAME_WITH_LAST_SHOWN), shortest=2)


def _mask(text: str, *, head: int, tail: int, shortest: int) -> str:
    if len(text) < shortest:
        return "*" * len(text)
    return text[:head] + "*" * (len(text) - head - tail) + text[len(text) - tail :]

"""Who ends, hands over or merges what of a person: one line a domain.

A domain with tables that point to elders adds its two functions and its labels; a test fails for a table that is
neither handled here nor named with a reason in `LEFT_ALONE`.
"""

from yiyang.domains.contracts.actions import handover as contracts
from yiyang.domains.elders.actions import rows as elders

ENDERS = (elders.end_rows, contracts.end_contracts)
ABSORBERS = (elders.absorb_rows, contracts.absorb_contracts)
HANDLED = elders.HANDLED | contracts.HANDLED
LEFT_ALONE = dict(elders.NOT_FACTS)

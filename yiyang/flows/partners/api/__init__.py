"""Operations of institutions and agreements, on the same verbs as the pages."""

from ninja import Router

from yiyang.flows.partners.api.agreements import router as agreements
from yiyang.flows.partners.api.institutions import router as institutions

router = Router()
router.add_router("", institutions)
router.add_router("", agreements)

__all__ = ["router"]

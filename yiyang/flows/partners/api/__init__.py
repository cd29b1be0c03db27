"""Operations of institutions and agreements, on the same verbs as the pages."""

from ninja import Router

from yiyang.flows.partners.api.agreements import router as agreements
from yiyang.flows.partners.api.institutions import router as institutions
from yiyang.flows.partners.api.staff import router as staff
from yiyang.flows.partners.api.standing import router as standing

router = Router()
router.add_router("", institutions)
router.add_router("", standing)
router.add_router("", staff)
router.add_router("", agreements)

__all__ = ["router"]

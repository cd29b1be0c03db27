"""Operations of this flow."""

from ninja import Router

router = Router()

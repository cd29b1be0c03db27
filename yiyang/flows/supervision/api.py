"""Operations of supervision."""

from ninja import Router

router = Router()

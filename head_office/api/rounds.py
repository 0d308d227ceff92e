"""A round in one call, for a link where every byte and every wait counts."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Response

from head_office.api.bodies import packed
from head_office.api.dependencies import Office, Standing
from head_office.services.exchange import exchange
from mobile_unit.sync.exchange import PATH

router = APIRouter()
_BYTES = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}


@router.post(
    PATH,
    response_class=Response,
    responses={200: {"content": _BYTES}},
    openapi_extra={"requestBody": {"content": _BYTES, "required": True}},
)
def rounds(office: Office, body: Annotated[bytes, Depends(packed)], standing: Standing = None) -> Response:
    """Packed entries for a packed answer, the token in the body (docs/protocol.md, "A round in one call")."""
    return Response(exchange(office, body, standing))

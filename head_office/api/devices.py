"""Enrolment, nonces and tokens, and whether anybody is there."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import Field, StringConstraints

from head_office import __version__
from head_office.api.bodies import Asked
from head_office.api.dependencies import Office, bounded_by
from head_office.services import enrolment, identity, limits, wiping

router = APIRouter()
MOST_LIVES = 1000
Short = Annotated[str, StringConstraints(min_length=1, max_length=400, pattern=r"^[\x20-\x7e]+$")]
Word = Annotated[str, StringConstraints(max_length=10, pattern=r"^[0-9A-Z]*$")]


class Life(Asked):
    journal: Short
    letter: Word
    mark: Word


class Before(Asked):
    """What a laptop was that is enrolled again."""

    unit: Short
    device: Short
    device_key: Short
    certificate: Short | None
    lives: list[Life] = Field(min_length=1, max_length=MOST_LIVES)
    mark: Word
    signature: Short


class Enrolment(Asked):
    code: Short
    device_key: Short
    officer: Short
    journal: Short
    program: Short
    before: Before | None = None
    signature: Short


class NonceFor(Asked):
    device: Short


class TokenFor(Asked):
    device: Short
    nonce: Short
    signature: Short


class Wiped(Asked):
    device: Short
    order: Short
    at: Short
    signature: Short


@router.post("/wiped", dependencies=[Depends(bounded_by(limits.LAST_WORDS))])
def wiped(office: Office, said: Wiped) -> dict[str, bool]:
    """A device's last words, after it deleted everything as it was told."""
    wiping.last_words(office, said.model_dump())
    return {"noted": True}


@router.get("/health")
def health(office: Office) -> dict[str, str]:
    """Liveness, and the server's clock."""
    return {"status": "ok", "time": office.now(), "version": __version__}


@router.post("/enrolments", status_code=201, dependencies=[Depends(bounded_by(limits.ENROLLING))])
def enrol(office: Office, asked: Enrolment) -> dict[str, Any]:
    """A one-time code and a device's key for a unit's identity."""
    return enrolment.enrol(office, asked.model_dump(exclude_unset=True))


@router.post("/nonces", dependencies=[Depends(bounded_by(limits.TOKENS))])
def nonce(office: Office, asked: NonceFor) -> dict[str, str]:
    return {"nonce": identity.new_nonce(office, asked.device)}


@router.post("/tokens", dependencies=[Depends(bounded_by(limits.TOKENS))])
def token(office: Office, asked: TokenFor) -> dict[str, Any]:
    """A token, the certificate that receipts carry, and the keys to seal to, for a signed nonce."""
    known = identity.new_token(office, asked.device, asked.nonce, asked.signature)
    return {
        "token": known.token,
        "expires_in": identity.TOKEN_SECONDS,
        "certificate": known.certificate,
        "bundle_key": known.bundle_key,
        "recovery_key": known.recovery_key,
        "generation": office.generation,
    }

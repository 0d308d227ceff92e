"""How often whom head office answers: strangers by address, devices and gateways by their name, and wrong
guesses about one application by its number. Past a bound the answer is 429 with ``Retry-After``."""

from __future__ import annotations

from head_office.office import HeadOffice
from head_office.problems import TooOften
from head_office.store.allowances import Asked, Bound

LOOKING_UP = Bound("looking-up", 60, 10 * 60)
"""Of the public, by address: a whole village may share one behind its carrier. Of a laptop at a counter: one
that was stolen can't go through the numbers of a district."""
GUESSES = Bound("guesses", 5, 5 * 60 * 60)
"""At one number's birth date from one address or gateway: five, then one in an hour."""
GUESSES_AT_NUMBER = Bound("guesses-at-number", 60, 20 * 60 * 60)
"""At it from wherever they come: sixty, then one in twenty minutes. Who has one address never comes near it;
who has a thousand makes 26,000 in a year, of the 30,000 days on which people who apply are born."""
RECEIPTS = Bound("receipts", 120, 10 * 60)
ENROLLING = Bound("enrolling", 30, 60 * 60)
TOKENS = Bound("tokens", 600, 5 * 60)
"""Nonces and tokens, by address; a unit needs two in a quarter of an hour."""
LAST_WORDS = Bound("last-words", 60, 60 * 60)
REQUESTS = Bound("requests", 6000, 200, ahead=200)
"""Of one device: 30 in a second, for as long as it likes."""
BYTES = Bound("bytes", 8 << 30, 24 * 60 * 60, ahead=64 << 20)
"""Of one device: a day's work is 50 MB, all that it holds perhaps a gigabyte."""
GATEWAY = Bound("gateway", 600, 60, ahead=20)


def require(office: HeadOffice, bound: Bound, who: str | None, amount: int = 1) -> None:
    """Count so much; raises TooOften. ``who`` None is this machine itself, which nobody counts."""
    if who is None:
        return
    wait = office.allowances.take(bound, who, min(amount, bound.burst), _now(office))
    if wait:
        raise TooOften(wait)


def require_guess(
    office: HeadOffice, number: str, who: str, *, is_right: bool, looking_up: str | None = None
) -> None:
    """Count a guess before anybody is told whether it was right; raises TooOften, for the right one too, else
    guessing would go on. One that is refused counts nowhere, and a right one costs nothing.

    ``looking_up`` is the address whose look-up it is, counted in the same transaction.
    """
    look, guess = _look(looking_up), _guess(number, who)
    wait = office.allowances.take_each([*look, *guess], _now(office), guess if is_right else ())
    if wait:
        raise TooOften(wait)


def require_open(office: HeadOffice, number: str, who: str, looking_up: str | None = None) -> None:
    """Raises TooOften for a guess that is known to be refused, before anything is looked up for it."""
    wait = office.allowances.shut([*_look(looking_up), *_guess(number, who)], _now(office))
    if wait:
        raise TooOften(wait)


def _look(address: str | None) -> list[Asked]:
    return [] if address is None else [(LOOKING_UP, address)]


def _guess(number: str, who: str) -> list[Asked]:
    return [(GUESSES, f"{who} {number}"), (GUESSES_AT_NUMBER, number)]


def require_device(office: HeadOffice, device: str, size: int) -> None:
    """Count a device's request of so many bytes; raises TooOften."""
    require(office, REQUESTS, device)
    require(office, BYTES, device, max(size, 1))


def _now(office: HeadOffice) -> float:
    return office.clock.now().timestamp()

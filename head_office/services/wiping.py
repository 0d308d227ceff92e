"""Having a laptop delete what it holds, once it has handed over what is unsent; and hearing that it did."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from head_office.office import HeadOffice
from head_office.problems import Refusal
from head_office.services.acts import WIPE_ORDERED
from head_office.services.publishing import publish
from head_office.store import acts, devices
from mobile_unit.domain.entries import FEED_WIPE
from mobile_unit.domain.identifiers import uuid7
from mobile_unit.domain.texts import Text
from mobile_unit.sync import wire

_UNKNOWN = Text("Perintah hapus ini tidak dikenal.", "This order to delete is not known.")


def order(
    office: HeadOffice, unit: str, device: str | None = None, by: str | None = None
) -> list[dict[str, Any]]:
    """Tell a unit's laptops (or one of them) to delete everything; answers how each stands. Again, it changes
    nothing."""
    with office.database.write() as connection:
        for each in devices.of_unit(connection, unit):
            if device in (None, each.id) and each.wipe_order is None:
                number = uuid7()
                devices.order_wipe(connection, each.id, number)
                publish(office, connection, unit, FEED_WIPE, {"device": each.id, "order": number})
                acts.note(connection, office.now(), by, WIPE_ORDERED, unit, each.id)
        return [
            {
                "device": each.id,
                "ordered": each.wipe_order is not None,
                "revoked_at": each.revoked_at,
                "wiped_at": each.wiped_at,
            }
            for each in devices.of_unit(connection, unit)
        ]


def last_words(office: HeadOffice, said: Mapping[str, str]) -> None:
    """A laptop's own word that it deleted everything; it has no permission any more. Raises Refusal."""
    statement = {key: value for key, value in said.items() if key != "signature"}
    with office.database.write() as connection:
        device = devices.find(connection, said["device"])
        if device is None or device.wipe_order is None or device.wipe_order != said["order"]:
            raise Refusal(403, "wipe.unknown", _UNKNOWN)
        try:
            wire.check(device.public_key, wire.WIPED, statement, said["signature"])
        except wire.BadSignature as error:
            raise Refusal(403, "wipe.unknown", _UNKNOWN) from error
        devices.note_wiped(connection, device.id, office.now())

"""Whether the computer takes its connection for one that costs by the byte (Windows, NetworkManager)."""

from __future__ import annotations


def is_metered() -> bool:
    """False where the computer can't tell; asked in the window's thread only."""
    from PySide6.QtNetwork import QNetworkInformation

    feature = QNetworkInformation.Feature.Metered
    if not QNetworkInformation.loadBackendByFeatures(feature):
        return False
    known = QNetworkInformation.instance()
    return bool(known and known.supports(feature) and known.isMetered())

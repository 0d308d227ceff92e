"""The counter's desktop app: captures applications offline, prints receipts, syncs with head office."""

__version__ = "0.1.0"

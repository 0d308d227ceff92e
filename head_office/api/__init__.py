"""What units call; the contract is ``docs/protocol.md``."""

"""How a unit and head office talk; ``docs/protocol.md`` is the contract."""

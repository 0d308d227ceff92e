"""Form definitions as data, and the one validation of an application; no Qt, no SQL."""

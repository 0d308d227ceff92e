"""One whole day of a unit, played in the real window against a real head office: see ``__main__``."""

"""Words and rules of the service; frozen dataclasses, standard library only."""

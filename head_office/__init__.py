"""The server that mobile units sync with."""

from mobile_unit import __version__ as __version__

"""python-escpos, loaded when first needed, with what that does to its surroundings put right.

Importing it makes a temporary directory that nobody removes, and sets up logging.
"""

from __future__ import annotations

import logging
import os
import shutil
from functools import cache
from typing import Any


@cache
def printer_classes() -> Any:
    """The library's module of printers: ``Dummy``, ``Network``, ``Usb``, ``Serial``, ``File``."""
    root = logging.getLogger()
    handlers = list(root.handlers)
    import escpos.capabilities
    import escpos.printer

    root.handlers[:] = handlers
    if "ESCPOS_CAPABILITIES_PICKLE_DIR" not in os.environ:
        shutil.rmtree(escpos.capabilities.pickle_dir, ignore_errors=True)
    return escpos.printer

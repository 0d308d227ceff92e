"""The window. Nothing more than Qt's core is imported here: the first frame must not wait for later pages.

PySide6 puts an ``import`` of its own in the place of Python's. It reads the source of every module to see
whether it asks for ``from __feature__``, and keeps the lines. Nobody here does, so Python's own is put back:
20 MB less.
"""

from __future__ import annotations

import builtins

import PySide6.QtCore  # noqa: F401 - puts its own there

builtins.__import__ = vars(builtins).get("__orig_import__", builtins.__import__)

"""One calm theme from a small set of tokens, light and dark."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from string import Template

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from mobile_unit.resources import resource
from mobile_unit.ui.stylesheet import STYLESHEET

BASE_POINTS = 11
FAMILIES = ["Segoe UI", "Noto Sans", "Cantarell", "DejaVu Sans"]


@dataclass(frozen=True)
class Tokens:
    """Every colour on screen has one of these names; ``*_soft`` is a background behind its namesake."""

    page: str
    surface: str
    sunken: str
    line: str
    field_line: str
    text: str
    muted: str
    accent: str
    accent_strong: str
    on_accent: str
    accent_soft: str
    rail: str
    rail_text: str
    rail_muted: str
    rail_active: str
    error: str
    error_soft: str
    warn: str
    warn_soft: str
    good: str
    good_soft: str


LIGHT = Tokens(
    page="#F3F6F6",
    surface="#FFFFFF",
    sunken="#EAF0F0",
    line="#DCE4E5",
    field_line="#9FB1B5",
    text="#15262A",
    muted="#54676C",
    accent="#0B6570",
    accent_strong="#084E57",
    on_accent="#FFFFFF",
    accent_soft="#DDEFF1",
    rail="#0C3D45",
    rail_text="#F2F8F8",
    rail_muted="#A9C6CA",
    rail_active="#175A64",
    error="#B3261E",
    error_soft="#FBEAE8",
    warn="#855400",
    warn_soft="#FFF3D9",
    good="#1A6B3A",
    good_soft="#E3F3E8",
)

DARK = Tokens(
    page="#0F181A",
    surface="#172326",
    sunken="#1F2D31",
    line="#2A3A3E",
    field_line="#51666B",
    text="#E6EFF0",
    muted="#9FB3B8",
    accent="#55BAC6",
    accent_strong="#7ACDD7",
    on_accent="#06262B",
    accent_soft="#16383D",
    rail="#0A1F23",
    rail_text="#E6EFF0",
    rail_muted="#8FAAAF",
    rail_active="#17434A",
    error="#FF9086",
    error_soft="#3B2121",
    warn="#F0C46C",
    warn_soft="#362B14",
    good="#7FD09B",
    good_soft="#173424",
)

_current = LIGHT


def tokens() -> Tokens:
    """The colours of the moment."""
    return _current


def is_dark(theme: str) -> bool:
    """Whether ``theme`` (``system``, ``light``, ``dark``) comes out dark on this machine."""
    if theme != "system":
        return theme == "dark"
    return QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark


def apply_theme(app: QApplication, theme: str) -> None:
    """Dress the whole program; calling it again changes clothes at once."""
    global _current
    _current = DARK if is_dark(theme) else LIGHT
    if app.style().objectName() != "fusion":
        app.setStyle("Fusion")
    font = QFont(app.font())
    font.setFamilies(FAMILIES)
    font.setPointSizeF(BASE_POINTS)
    app.setFont(font)
    app.setPalette(_palette(_current))
    icons = resource("icons").as_posix()
    shade = "dark" if _current is DARK else "light"
    app.setStyleSheet(Template(STYLESHEET).substitute(asdict(_current), icons=icons, shade=shade))


def _palette(colours: Tokens) -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    for which, colour in (
        (role.Window, colours.page),
        (role.Base, colours.surface),
        (role.AlternateBase, colours.sunken),
        (role.Button, colours.surface),
        (role.ToolTipBase, colours.surface),
        (role.WindowText, colours.text),
        (role.Text, colours.text),
        (role.ButtonText, colours.text),
        (role.ToolTipText, colours.text),
        (role.BrightText, colours.error),
        (role.PlaceholderText, colours.muted),
        (role.Highlight, colours.accent),
        (role.HighlightedText, colours.on_accent),
        (role.Link, colours.accent),
        (role.LinkVisited, colours.accent),
        (role.Light, colours.surface),
        (role.Midlight, colours.sunken),
        (role.Mid, colours.line),
        (role.Dark, colours.field_line),
        (role.Shadow, colours.line),
        (role.Accent, colours.accent),
    ):
        palette.setColor(which, QColor(colour))
    for which in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, which, QColor(colours.muted))
    return palette

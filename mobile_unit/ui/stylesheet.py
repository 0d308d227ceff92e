"""The theme's style sheet; ``$name`` stands for a colour of ``theme.Tokens``.

Widgets are told apart by a ``role`` property, set in ``widgets/basics.py``.
"""

STYLESHEET = """
QWidget { color: $text; }
QMainWindow, QDialog, QWidget[role="page"] { background: $page; }
QToolTip { background: $surface; color: $text; border: 1px solid $line; padding: 4px 6px; }

QLabel { background: transparent; }
QLabel[role="title"] { font-size: 19pt; font-weight: 600; }
QLabel[role="told"] { font-size: 12pt; }
QLabel[role="heading"] { font-size: 13pt; font-weight: 600; }
QLabel[role="warn_heading"] { font-size: 13pt; font-weight: 600; color: $warn; }
QLabel[role="figure"] { font-size: 26pt; font-weight: 600; color: $text; }
QLabel[role="number"] { font-size: 27pt; font-weight: 600; color: $accent; }
QLabel[role="total"] { font-size: 15pt; font-weight: 600; }
QLabel[role="large"] { font-size: 14pt; }
QLabel[role="muted"] { color: $muted; }
QLabel[role="small"] { color: $muted; font-size: 9.5pt; }
QLabel[role="label"] { font-weight: 600; font-size: 10.5pt; }
QLabel[role="alarm"] { font-size: 13pt; font-weight: 600; color: $error; }
QLabel[role="error"] { color: $error; font-size: 10pt; }
QLabel[role="warn"] { color: $warn; font-size: 10pt; }

QFrame[role="card"] { background: $surface; border: 1px solid $line; border-radius: 10px; }
QFrame[role="help"] { background: $surface; border: 1px solid $accent; border-radius: 10px; }
QFrame[role="tile"] { background: $surface; border: 1px solid $line; border-radius: 10px; }
QFrame[role="bar"] { background: $surface; border: none; border-top: 1px solid $line; }
QFrame[role="rule"] { background: $line; border: none; max-height: 1px; min-height: 1px; }
QFrame[role="panel"] { background: $page; border: none; border-left: 1px solid $line; }

QFrame[role="message"] { border-radius: 8px; border: 1px solid transparent; }
QFrame[role="message"][tone="error"] { background: $error_soft; border-color: $error; }
QFrame[role="message"][tone="warn"] { background: $warn_soft; border-color: $warn; }
QFrame[role="message"][tone="good"] { background: $good_soft; border-color: $good; }
QFrame[role="message"][tone="calm"] { background: $accent_soft; border-color: $accent; }

QLabel[role="origin"] { color: $accent_strong; font-size: 9.5pt; }
QFrame[role="offer"] { background: $accent_soft; border: none; border-radius: 6px; }
QPushButton[role="offered"] {
    background: transparent; border: none; color: $accent_strong; font-size: 9.5pt; font-weight: 600;
    padding: 1px 0; min-height: 16px; text-align: left;
}
QPushButton[role="offered"]:hover { color: $accent; }
QFrame[role="warning"] { background: $warn_soft; border: 1px solid $warn; border-radius: 6px; }

QPushButton {
    background: $surface; color: $text; border: 1px solid $field_line; border-radius: 7px;
    padding: 7px 14px; min-height: 20px;
}
QPushButton:hover { background: $sunken; }
QPushButton:pressed { background: $line; }
QPushButton:focus { border: 2px solid $accent; padding: 6px 13px; }
QPushButton:disabled { color: $muted; border-color: $line; background: $sunken; }
QPushButton[role="primary"] {
    background: $accent; color: $on_accent; border: 1px solid $accent; font-weight: 600; padding: 8px 20px;
}
QPushButton[role="primary"]:hover { background: $accent_strong; border-color: $accent_strong; }
QPushButton[role="primary"]:focus { border: 2px solid $text; padding: 7px 19px; }
QPushButton[role="primary"]:disabled { background: $sunken; color: $muted; border-color: $line; }
QPushButton[role="quiet"] {
    background: transparent; border: 1px solid transparent; color: $accent; padding: 6px 10px;
}
QPushButton[role="quiet"]:hover { background: $accent_soft; }
QPushButton[role="quiet"]:focus { border: 2px solid $accent; padding: 5px 9px; }
QPushButton[role="quiet"]:disabled { color: $muted; }
QPushButton[role="icon"] {
    background: transparent; border: 2px solid transparent; border-radius: 7px; padding: 4px;
    min-width: 22px;
}
QPushButton[role="icon"]:hover { background: $accent_soft; }
QPushButton[role="icon"]:focus { border-color: $accent; }
QPushButton[role="choice"] { padding: 7px 14px; text-align: center; }
QPushButton[role="choice"]:checked {
    background: $accent_soft; color: $accent_strong; border: 2px solid $accent; padding: 6px 13px;
}
QPushButton[role="choice"]:focus { border: 2px solid $accent; padding: 6px 13px; }
QPushButton[role="choice"]:checked:focus { background: $accent_soft; border: 2px solid $accent_strong; }
QPushButton[role="service"] {
    text-align: left; padding: 12px 18px; border-radius: 10px; border: 1px solid $line;
    font-size: 12pt; font-weight: 600;
}
QPushButton[role="service"]:hover { border-color: $accent; background: $surface; }
QPushButton[role="service"]:focus { border: 2px solid $accent; padding: 11px 17px; }
QPushButton[role="service"]:disabled { color: $muted; background: $sunken; }

QPushButton[role="module"] { text-align: left; padding: 0; border-radius: 10px; border: 1px solid $line; }
QPushButton[role="module"]:hover { border-color: $accent; background: $surface; }
QPushButton[role="module"]:focus { border: 2px solid $accent; padding: 0; }
QPushButton[role="kiosk"] {
    text-align: left; padding: 12px 24px; min-height: 44px; border-radius: 12px;
    border: 2px solid $field_line; font-size: 18pt;
}
QPushButton[role="kiosk"]:hover { border-color: $accent; background: $surface; }
QPushButton[role="kiosk"]:pressed { background: $accent_soft; }
QPushButton[role="kiosk"]:focus { border: 3px solid $accent; padding: 11px 23px; }
QPushButton[role="kiosk"][chosen="yes"] { background: $accent_soft; border-color: $accent; }
QPushButton[role="kiosk_small"] {
    padding: 9px 20px; min-height: 28px; border-radius: 9px; font-size: 13pt; background: transparent;
}
QPushButton[role="kiosk_small"]:hover { background: $sunken; }
QPushButton[role="kiosk_small"]:focus { border: 2px solid $accent; padding: 8px 19px; }
QLabel[role="kiosk_question"] { font-size: 25pt; font-weight: 600; }
QPushButton[role="kiosk"][dense="yes"] { font-size: 15pt; padding: 6px 18px; min-height: 36px; }
QPushButton[role="kiosk"][dense="yes"]:focus { padding: 5px 17px; }
QLabel[role="kiosk_question"][dense="yes"] { font-size: 18pt; }
QLabel[role="kiosk_warning"] { font-size: 15pt; font-weight: 600; color: $warn; }
QLabel[role="keycap"] {
    border: 1px solid $field_line; border-radius: 5px; color: $muted; min-width: 22px; padding: 1px 3px;
}

QPushButton[role="line"] {
    border: 1px solid transparent; border-radius: 7px; padding: 0; background: transparent;
}
QPushButton[role="line"]:hover { background: $sunken; }
QPushButton[role="line"]:focus { border: 2px solid $accent; padding: 0; }

QPushButton[role="document_line"] {
    text-align: left; border: 1px solid transparent; border-radius: 7px; padding: 5px;
    background: transparent;
}
QPushButton[role="document_line"]:hover { background: $sunken; }
QPushButton[role="document_line"]:focus { border: 2px solid $accent; padding: 4px; }

QWidget[role="rail"] { background: $rail; }
QWidget[role="rail"] QLabel { color: $rail_text; }
QWidget[role="rail"] QLabel[role="brand"] { font-size: 12.5pt; font-weight: 600; }
QWidget[role="rail"] QLabel[role="small"] { color: $rail_muted; }
QPushButton[role="rail"] {
    background: transparent; color: $rail_text; border: 2px solid transparent; border-radius: 8px;
    padding: 8px 10px; text-align: left;
}
QPushButton[role="rail"]:hover { background: $rail_active; }
QPushButton[role="rail"]:checked { background: $rail_active; font-weight: 600; }
QPushButton[role="rail"]:focus { border: 2px solid $rail_muted; padding: 8px 10px; }
QPushButton[role="rail"]:disabled { color: $rail_muted; background: transparent; }

QLineEdit, QPlainTextEdit, QComboBox {
    background: $surface; color: $text; border: 1px solid $field_line; border-radius: 6px;
    padding: 6px 9px; selection-background-color: $accent; selection-color: $on_accent;
}
QLineEdit, QComboBox { min-height: 22px; }
QLineEdit:focus, QPlainTextEdit:focus, QComboBox:focus, QComboBox:on {
    border: 2px solid $accent; padding: 5px 8px;
}
QLineEdit[fault="error"], QPlainTextEdit[fault="error"], QComboBox[fault="error"] {
    border: 2px solid $error; padding: 5px 8px;
}
QLineEdit[fault="warn"], QPlainTextEdit[fault="warn"], QComboBox[fault="warn"] {
    border: 2px solid $warn; padding: 5px 8px;
}
QLineEdit:disabled, QComboBox:disabled { color: $muted; background: $sunken; }
QComboBox::drop-down { border: none; width: 28px; }
QComboBox::down-arrow { image: url("$icons/chevron-$shade.svg"); width: 14px; height: 14px; }
QListWidget[role="choices"] {
    background: $surface; border: 1px solid $field_line; border-radius: 6px; padding: 2px; outline: 0;
}
QListWidget[role="choices"]:focus { border: 2px solid $accent; padding: 1px; }
QListWidget[role="choices"]::item { border-radius: 4px; padding: 0 8px; color: $text; }
QListWidget[role="choices"]::item:selected { background: $accent_soft; color: $text; }
QComboBox QAbstractItemView, QListView[role="completer"] {
    background: $surface; color: $text; border: 1px solid $field_line; outline: none;
    selection-background-color: $accent_soft; selection-color: $text;
}
QComboBox QAbstractItemView::item, QListView[role="completer"]::item { min-height: 30px; padding: 2px 8px; }

QListWidget[role="services"] {
    background: $surface; color: $text; border: 1px solid $line; border-radius: 10px;
    padding: 6px; outline: none;
}
QListWidget[role="services"]:focus { border: 2px solid $accent; padding: 5px; }
QListWidget[role="services"]::item { padding: 8px 10px; border-radius: 7px; border: 1px solid transparent; }
QListWidget[role="services"]::item:selected { background: $accent_soft; color: $text; border-color: $accent; }

QCheckBox { spacing: 9px; padding: 3px 8px 3px 4px; border: 2px solid transparent; border-radius: 6px; }
QCheckBox:focus { border-color: $accent; }
QCheckBox::indicator {
    width: 18px; height: 18px; border: 1px solid $field_line; border-radius: 4px; background: $surface;
}
QCheckBox::indicator:checked {
    background: $accent; border-color: $accent; image: url("$icons/check-$shade.svg");
}

QScrollArea, QScrollArea > QWidget > QWidget[role="scrolled"] { background: transparent; border: none; }
QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar::handle:vertical { background: $field_line; border-radius: 4px; min-height: 36px; margin: 2px; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }
QScrollBar::handle:horizontal { background: $field_line; border-radius: 4px; min-width: 36px; margin: 2px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QTableView {
    background: $surface; border: 1px solid $line; border-radius: 10px; gridline-color: transparent;
    outline: none;
    selection-background-color: $accent_soft; selection-color: $text;
}
QTableView::item { padding: 0 10px; border-bottom: 1px solid $line; }
QTableView:focus { border: 1px solid $accent; }
QHeaderView { background: transparent; }
QHeaderView::section {
    background: transparent; color: $muted; border: none; border-bottom: 1px solid $line; padding: 8px 10px;
    font-size: 10pt; font-weight: 600; text-align: left;
}
QTableCornerButton::section { background: $surface; border: none; }

QProgressBar {
    background: $sunken; border: none; border-radius: 5px; min-height: 10px; max-height: 10px;
    text-align: center;
}
QProgressBar::chunk { background: $accent; border-radius: 5px; }

QFrame[role="document"] { background: $surface; border: 1px solid $line; border-radius: 8px; }
QFrame[role="document"][state="missing"] { border: 1px dashed $field_line; }
QFrame[role="document"][state="fault"] { border: 2px solid $error; }
QFrame[role="document"][drop="true"] { background: $accent_soft; border: 2px dashed $accent; }
QFrame[role="document"]:focus { border: 2px solid $accent; }
QLabel[role="thumbnail"] { background: $sunken; border-radius: 5px; color: $muted; }

QLabel[role="pill"] { border-radius: 10px; padding: 2px 10px; font-size: 10pt; font-weight: 600; }
QLabel[role="pill"][tone="calm"] { background: $accent_soft; color: $accent_strong; }
QLabel[role="pill"][tone="plain"] { background: $sunken; color: $muted; }
QLabel[role="pill"][tone="good"] { background: $good_soft; color: $good; }
QLabel[role="pill"][tone="warn"] { background: $warn_soft; color: $warn; }
QLabel[role="pill"][tone="error"] { background: $error_soft; color: $error; }
"""

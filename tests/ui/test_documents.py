"""Documents from every source, page by page, edited, and what is made at the counter."""

from __future__ import annotations

import io
import os
import sys
import time
from pathlib import Path

import pytest
from PIL import Image, ImageFilter
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from mobile_unit.resources import resource
from mobile_unit.services.scan_pages import pages_of
from mobile_unit.ui.sources.camera import Camera, CameraView, Eye, may_have_camera
from mobile_unit.ui.sources.files import given_file
from mobile_unit.ui.widgets.signature_pad import SignaturePad
from tests.pictures import pdf, saved, text_page
from tests.ui.test_new_application import begin

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support (raise|grabbing|propagateSizeHints)")
SCANS = resource("samples", "scans")
CONTROL = Qt.KeyboardModifier.ControlModifier


def sample(name: str) -> Path:
    return SCANS / f"{name}.jpg"


@pytest.fixture
def page(window, qtbot):
    return begin(window, qtbot)


@pytest.fixture
def panel(page):
    return page.form.documents


def attach(panel, qtbot, kind: str, *paths: Path) -> None:
    for path in paths:
        panel.add_file(kind, path)
    qtbot.waitUntil(lambda: not panel.is_busy and panel.rows[kind].kind_held == kind)


def held(unit, page, kind: str) -> list[Image.Image]:
    """The pages of a draft's document as the database has them."""
    (document,) = (d for d in unit.intake.draft(page.form.draft_id).documents if d.kind == kind)
    jpegs = pages_of(unit.intake.blob(document.sha256), document.media_type)
    return [Image.open(io.BytesIO(jpeg)) for jpeg in jpegs]


def open_editor(panel, qtbot, kind: str):
    qtbot.keyClick(panel.rows[kind], Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: panel.editor is not None)
    editor = panel.editor
    qtbot.waitUntil(lambda: not editor.canvas.turned_size.isEmpty())
    return editor


def keep(panel, editor, qtbot) -> None:
    qtbot.keyClick(editor.canvas, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: panel.editor is None and not panel.is_busy)


def test_what_is_added_to_a_document_becomes_its_next_page_once(page, panel, unit, qtbot, tmp_path):
    attach(panel, qtbot, "family_card", sample("kk"), sample("akta"), sample("kk"))
    assert [each.size for each in held(unit, page, "family_card")] == [(1754, 1240), (1240, 1754)]
    assert "2 pages" in panel.rows["family_card"].status
    (tmp_path / "more.pdf").write_bytes(pdf(11))
    panel.add_file("family_card", tmp_path / "more.pdf")
    qtbot.waitUntil(lambda: "More than 12" in panel.rows["family_card"].status or not panel.is_busy)
    assert panel.rows["family_card"].kind_held == "family_card"
    assert len(held(unit, page, "family_card")) <= 12


def test_several_files_dropped_at_once_are_the_pages_of_one_document(page, panel, unit, qtbot):
    dropped = QMimeData()
    dropped.setUrls([QUrl.fromLocalFile(str(sample(name))) for name in ("ktp", "kk")])
    panel.rows["ktp"].dropped.emit("ktp", dropped)
    qtbot.waitUntil(lambda: "2 pages" in panel.rows["ktp"].status)
    assert len(held(unit, page, "ktp")) == 2


def test_a_blurred_scan_is_pointed_out_and_taken_all_the_same(page, panel, qtbot, tmp_path):
    path = tmp_path / "blurred.jpg"
    Image.open(sample("kk")).filter(ImageFilter.GaussianBlur(3)).save(path)
    attach(panel, qtbot, "family_card", path)
    assert "blurred" in panel.rows["family_card"].flaws
    assert not panel.rows["family_card"].is_missing
    attach(panel, qtbot, "ktp", sample("ktp"))
    assert panel.rows["ktp"].flaws == ""


def test_the_same_picture_for_another_document_is_pointed_out(page, panel, qtbot):
    attach(panel, qtbot, "ktp", sample("ktp"))
    attach(panel, qtbot, "family_card", sample("ktp"))
    assert "The same picture as E-ID card (KTP)" in panel.rows["family_card"].flaws
    assert panel.rows["ktp"].flaws == ""


def test_a_page_is_turned_straightened_cut_and_undone_by_keyboard(page, panel, unit, qtbot, tmp_path):
    askew = text_page(3.5, dpi=100, noise=0).image.rotate(3, expand=True, fillcolor="white")
    (tmp_path / "askew.png").write_bytes(saved(askew))
    attach(panel, qtbot, "family_card", tmp_path / "askew.png")
    editor = open_editor(panel, qtbot, "family_card")
    assert not editor.pages[0].small, "the picture as it was given"
    qtbot.waitUntil(lambda: "askew by 3.0°" in editor.words)
    qtbot.keyClick(editor.canvas, Qt.Key.Key_S)
    assert abs(editor.pages[0].edits.degrees - 3) < 0.3
    for key in (Qt.Key.Key_R, Qt.Key.Key_Left, Qt.Key.Key_Down, Qt.Key.Key_Down):
        qtbot.keyClick(editor.canvas, key)
    edits = editor.pages[0].edits
    assert (edits.turns, [round(side, 2) for side in edits.kept]) == (1, [0.02, 0, 1, 0.96])
    qtbot.keyClick(editor.canvas, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert round(editor.pages[0].edits.kept[3], 2) == 0.98
    qtbot.keyClick(editor.canvas, Qt.Key.Key_Z, CONTROL)
    assert round(editor.pages[0].edits.kept[3], 2) == 0.96
    keep(panel, editor, qtbot)
    (kept,) = held(unit, page, "family_card")
    assert kept.size == (round(askew.height * 0.98), round(askew.width * 0.96))
    editor = open_editor(panel, qtbot, "family_card")
    assert editor.pages[0].small, "the picture as given is gone with its editor"
    editor.reject()


def test_what_is_undone_to_as_given_or_left_by_escape_changes_nothing(page, panel, unit, qtbot):
    attach(panel, qtbot, "ktp", sample("ktp"))
    before = unit.intake.draft(page.form.draft_id).documents
    editor = open_editor(panel, qtbot, "ktp")
    for key in (Qt.Key.Key_L, Qt.Key.Key_L, Qt.Key.Key_Up):
        qtbot.keyClick(editor.canvas, key)
    qtbot.keyClick(editor.canvas, Qt.Key.Key_0, CONTROL)
    assert editor.pages[0].edits.turns == 0
    qtbot.keyClick(editor.canvas, Qt.Key.Key_R)
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: panel.editor is None)
    assert unit.intake.draft(page.form.draft_id).documents == before


def test_pages_are_added_ordered_and_removed_in_the_editor(page, panel, unit, qtbot):
    attach(panel, qtbot, "ktp", sample("ktp"))
    editor = open_editor(panel, qtbot, "ktp")
    editor.add(given_file(sample("kk")))
    qtbot.waitUntil(lambda: len(editor.pages) == 2)
    editor.add(given_file(sample("akta")))
    qtbot.waitUntil(lambda: len(editor.pages) == 3)
    qtbot.keyClick(editor.canvas, Qt.Key.Key_Up, CONTROL)
    qtbot.keyClick(editor.canvas, Qt.Key.Key_PageUp)
    qtbot.keyClick(editor.canvas, Qt.Key.Key_Delete)
    assert len(editor.pages) == 2
    editor.add(given_file(SCANS / "nowhere.jpg"))
    qtbot.waitUntil(lambda: "nowhere" in editor.words or "read" in editor.words)
    keep(panel, editor, qtbot)
    assert [each.size for each in held(unit, page, "ktp")] == [(1240, 1754), (1754, 1240)]


def test_the_frame_is_dragged_by_the_mouse(page, panel, qtbot):
    attach(panel, qtbot, "ktp", sample("ktp"))
    editor = open_editor(panel, qtbot, "ktp")
    frame = editor.canvas.frame
    corner = frame.topLeft().toPoint()
    qtbot.mousePress(editor.canvas, Qt.MouseButton.LeftButton, pos=corner)
    qtbot.mouseMove(editor.canvas, corner + QPoint(round(frame.width() * 0.3), round(frame.height() / 2)))
    qtbot.mouseRelease(editor.canvas, Qt.MouseButton.LeftButton)
    left, top, right, bottom = editor.pages[0].edits.kept
    assert (round(left, 1), round(top, 1), right, bottom) == (0.3, 0.5, 1, 1)
    editor.reject()


# sources


@pytest.fixture
def folder(home, tmp_path) -> Path:
    """A folder that the settings name, before the form is opened."""
    path = tmp_path / "scans"
    path.mkdir()
    home.preferences.scan_folder = str(path)
    return path


def save_scan(folder: Path, name: str, source: str, *, ago: float = 0) -> Path:
    path = folder / name
    path.write_bytes(sample(source).read_bytes())
    os.utime(path, (time.time() - ago, time.time() - ago))
    return path


def test_the_newest_of_the_folder_goes_by_one_key_into_the_next_missing(folder, page, panel, unit, qtbot):
    save_scan(folder, "first.jpg", "ktp", ago=5)
    save_scan(folder, "second.jpg", "kk")
    qtbot.waitUntil(lambda: len(panel.sources.folder.found) == 2)
    assert [found.path.name for found in panel.bar.offered] == ["second.jpg", "first.jpg"]
    qtbot.waitUntil(lambda: len(panel.sources.folder.thumbnails) == 2)
    panel.rows["family_card"].setFocus()
    qtbot.keyClick(panel.rows["family_card"], Qt.Key.Key_F9)
    qtbot.waitUntil(lambda: panel.rows["family_card"].kind_held == "family_card")
    following = list(panel.rows)[list(panel.rows).index("family_card") + 1]
    qtbot.waitUntil(panel.rows[following].hasFocus)  # on to the next that is missing
    panel.rows["ktp"].setFocus()
    qtbot.keyClick(panel.rows["ktp"], Qt.Key.Key_F9)
    qtbot.waitUntil(lambda: panel.rows["ktp"].kind_held == "ktp")
    assert held(unit, page, "ktp")[0].size == (1012, 638)
    assert panel.sources.folder.found == ()
    assert sorted(path.name for path in folder.iterdir()) == ["first.jpg", "second.jpg"]


def test_a_file_that_was_taken_is_removed_only_if_the_settings_say_so(folder, home, page, panel, qtbot):
    home.preferences.clear_scan_folder = True
    save_scan(folder, "scan.jpg", "ktp")
    (folder / "broken.jpg").write_bytes(b"no picture")
    os.utime(folder / "broken.jpg", (time.time() - 5, time.time() - 5))
    qtbot.waitUntil(lambda: len(panel.sources.folder.found) == 2)
    panel.rows["ktp"].setFocus()
    qtbot.keyClick(panel.rows["ktp"], Qt.Key.Key_F9)
    qtbot.waitUntil(lambda: not (folder / "scan.jpg").exists() and not panel.is_busy)
    panel.rows["family_card"].setFocus()
    qtbot.keyClick(panel.rows["family_card"], Qt.Key.Key_F9)
    qtbot.waitUntil(lambda: "no whole JPEG" in panel.rows["family_card"].status)
    assert (folder / "broken.jpg").exists()
    qtbot.waitUntil(lambda: len(panel.sources.folder.found) == 1)


def test_a_folder_that_is_gone_is_told_calmly(folder, page, panel, qtbot):
    folder.rmdir()
    qtbot.waitUntil(lambda: panel.sources.folder.is_gone)
    assert "can't be read" in panel.sources.folder.words
    folder.mkdir()
    qtbot.waitUntil(lambda: not panel.sources.folder.is_gone)


def test_the_folder_is_chosen_in_the_settings(window, home, qtbot, tmp_path):
    window.shell.go("settings")
    scans = window.shell.page.scans
    scans.set_folder(str(tmp_path))
    scans.after.set_value(True)
    scans.after.changed.emit()
    kept = type(home.preferences).load(home.preferences.path)
    assert (kept.scan_folder, kept.clear_scan_folder) == (str(tmp_path), True)


@pytest.mark.skipif(sys.platform == "win32", reason="SANE is Linux's")
def test_a_page_comes_from_the_scanner_by_one_key(tmp_path, monkeypatch, window, unit, qtbot):
    program = tmp_path / "scanimage"
    program.write_text(
        f"#!{sys.executable}\nimport sys\n"
        f"print('fake:1\\tCanon LiDE') if '-f' in sys.argv else"
        f" sys.stdout.buffer.write(open({str(sample('ktp'))!r}, 'rb').read())\n"
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    page = begin(window, qtbot)
    panel = page.form.documents
    qtbot.waitUntil(lambda: panel.sources.scanner.is_there)
    assert panel.bar.scan.isVisible()
    panel.rows["ktp"].setFocus()
    qtbot.keyClick(panel.rows["ktp"], Qt.Key.Key_F8)
    qtbot.waitUntil(lambda: panel.rows["ktp"].kind_held == "ktp")
    program.write_text(f"#!{sys.executable}\nimport sys\nsys.exit('Document feeder jammed')\n")
    panel.rows["family_card"].setFocus()
    qtbot.keyClick(panel.rows["family_card"], Qt.Key.Key_F8)
    qtbot.waitUntil(lambda: "stuck" in panel.rows["family_card"].status)


def test_no_camera_is_offered_where_there_is_no_device(tmp_path):
    if sys.platform.startswith("linux"):
        assert not may_have_camera(tmp_path)
        (tmp_path / "video0").touch()
        assert may_have_camera(tmp_path)


class PaintedEye(Eye):
    """A camera that sees one picture."""

    def __init__(self, sees: QImage) -> None:
        super().__init__()
        self.view = QWidget()
        self.sees = sees
        self.closed = False

    def take(self) -> None:
        if self.sees.isNull():
            self.failed.emit("busy")
        else:
            self.taken.emit(self.sees)

    def close(self) -> None:
        self.closed = True


def test_a_camera_takes_a_picture_by_space_and_says_when_it_fails(page, panel, qtbot):
    eye = PaintedEye(QImage())
    camera = Camera(page.place, panel, lambda: eye)
    given = []
    camera.given.connect(lambda target, scan: given.append((target, scan)))
    camera.take("photo")
    view = panel.findChild(CameraView)
    qtbot.waitUntil(view.isActiveWindow)
    qtbot.keyClick(view, Qt.Key.Key_Space)
    assert view.shoot.isEnabled()
    eye.sees = QImage(1600, 1200, QImage.Format.Format_RGB32)
    eye.sees.fill(Qt.GlobalColor.darkRed)
    qtbot.keyClick(view, Qt.Key.Key_Space)
    assert eye.closed
    ((target, scan),) = given
    assert target == "photo"
    assert Image.open(io.BytesIO(scan.read())).size == (1600, 1200)


def test_where_no_camera_answers_it_is_no_longer_offered(page, panel):
    camera = Camera(page.place, panel, lambda: None)
    told = []
    camera.failed.connect(lambda target, error: told.append(str(error)))
    assert camera.is_there
    camera.take("photo")
    assert told == ["No camera was found."]
    assert not camera.is_there


# what is made at the counter


def test_a_portrait_is_framed_three_by_four(page, panel, unit, qtbot):
    attach(panel, qtbot, "photo", sample("akta"))
    assert held(unit, page, "photo")[0].size == (600, 800)
    editor = open_editor(panel, qtbot, "photo")
    qtbot.waitUntil(lambda: "frame" in editor.words)
    for key in (Qt.Key.Key_Minus, Qt.Key.Key_Minus, Qt.Key.Key_Up, Qt.Key.Key_Right, Qt.Key.Key_R):
        qtbot.keyClick(editor.canvas, key)
    qtbot.keyClick(editor.canvas, Qt.Key.Key_Z, CONTROL)
    keep(panel, editor, qtbot)
    assert held(unit, page, "photo")[0].size == (600, 800)


def open_pad(panel, qtbot) -> SignaturePad:
    panel.rows["signature"].setFocus()
    qtbot.keyClick(panel.rows["signature"], Qt.Key.Key_Return)
    pad = panel.findChild(SignaturePad)
    qtbot.waitUntil(pad.isActiveWindow)
    return pad


def test_the_applicant_signs_and_the_ink_is_kept(page, panel, unit, qtbot):
    pad = open_pad(panel, qtbot)
    middle = pad.ink.rect().center()
    qtbot.keyClick(pad, Qt.Key.Key_Return)
    assert pad.isVisible(), "nothing is signed yet"
    QTest.mousePress(pad.ink, Qt.MouseButton.LeftButton, pos=middle)
    for step in range(20):
        QTest.mouseMove(pad.ink, middle + QPoint(step * 8, step % 5 * 6))
    QTest.mouseRelease(pad.ink, Qt.MouseButton.LeftButton, pos=middle + QPoint(160, 0))
    qtbot.keyClick(pad, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: panel.rows["signature"].kind_held == "signature")
    (ink,) = held(unit, page, "signature")
    dark, light = ink.convert("L").getextrema()
    assert (dark < 100, light > 250) == (True, True)
    assert ink.width > 2 * ink.height


def test_a_finger_signs_too(page, panel, qtbot):
    pad = open_pad(panel, qtbot)
    finger = QTest.createTouchDevice()
    middle = pad.ink.rect().center()
    QTest.touchEvent(pad.ink, finger).press(0, middle, pad.ink)
    QTest.touchEvent(pad.ink, finger).move(0, middle + QPoint(60, 20), pad.ink)
    QTest.touchEvent(pad.ink, finger).release(0, middle + QPoint(60, 20), pad.ink)
    assert not pad.ink.is_empty
    assert pad.ink.image().width() > 70
    pad.reject()


def test_who_can_not_sign_has_the_reason_on_record(page, panel, unit, qtbot):
    pad = open_pad(panel, qtbot)
    assert pad.reasons is QApplication.focusWidget()
    qtbot.keyClick(pad.reasons, Qt.Key.Key_Down)
    qtbot.keyClick(pad.reasons, Qt.Key.Key_Return)
    assert "Hand ill or injured" in panel.rows["signature"].status
    assert panel.answers() == {"unable_to_sign": "hand"}
    draft = page.form.draft_id
    qtbot.waitUntil(lambda: unit.intake.draft(draft).answers.get("unable_to_sign") == "hand")
    assert "answers.unable_to_sign" not in {finding.field for finding in page.form.outcome.errors}
    pad = open_pad(panel, qtbot)
    middle = pad.ink.rect().center()
    QTest.mouseClick(pad.ink, Qt.MouseButton.LeftButton, pos=middle)
    qtbot.keyClick(pad, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: panel.rows["signature"].kind_held == "signature")
    assert panel.answers() == {}

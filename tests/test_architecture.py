"""The house keeps its plan: who may import whom, where each library lives, how long a file is.

Read from the source by ``ast``, imports inside functions and for types included; nothing is imported.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

PLAIN = ("__init__", "errors", "clock", "resources", "i18n", "bugs", "sheets")
"""Top-level modules that everyone but ``domain`` may use."""

STOREYS = {
    "mobile_unit": (
        ("domain",),
        PLAIN,
        ("forms", "store", "preferences"),
        ("receipts", "sync"),
        ("services",),
        ("more",),
        ("app",),
        ("checkup", "ui"),
        ("demo",),
        ("cli",),
        ("__main__",),
    ),
    "head_office": (
        ("__init__", "logs", "problems"),
        ("store",),
        ("office",),
        ("services",),
        ("api",),
        ("web",),
        ("app",),
        ("serving",),
        ("cli",),
        ("__main__",),
    ),
}
"""From the ground up. A module imports its own room and the storeys below, never above or beside."""

BORROWED = {
    "head_office": (
        *("domain", "forms", "sync.wire", "sync.proof", "sync.bundles", "sync.replies", "sync.sealing"),
        *("sync.answers", "sync.exchange", "sync.issuing", "sync.packing", "sync.recovering"),
        *("receipts.block", "receipts.fonts", "receipts.sheet", "receipts.survey_notice"),
        *("receipts.indicator_report", "receipts.indicator_tables"),
        *PLAIN,
    ),
    "mobile_unit": (),
}
"""What one program may take from the other; ``demo`` alone runs the other program."""

HOMES = {
    "PySide6": ("mobile_unit/ui/", "mobile_unit/app.py"),
    "shiboken6": ("mobile_unit/ui/", "mobile_unit/app.py"),
    "sqlalchemy": ("mobile_unit/store/", "head_office/store/"),
    "alembic": ("mobile_unit/store/", "head_office/store/"),
    "sqlite3": ("mobile_unit/store/", "head_office/store/"),
    "sqlcipher3": ("mobile_unit/store/",),
    "psycopg": ("head_office/store/",),
    "obstore": ("head_office/store/",),
    "requests": ("mobile_unit/sync/client.py", "mobile_unit/sync/line.py", "mobile_unit/sync/blobs.py"),
    "urllib3": ("mobile_unit/sync/line.py", "mobile_unit/sync/blobs.py"),
    "reportlab": ("mobile_unit/receipts/",),
    "xlsxwriter": ("mobile_unit/services/exports.py", "mobile_unit/sheets.py"),
    "openpyxl": ("head_office/services/sheet_reading.py",),
    "rapidfuzz": ("head_office/services/night/likeness.py",),
    "escpos": ("mobile_unit/receipts/escpos_library.py", "mobile_unit/services/thermal_printers.py"),
    "usb": ("mobile_unit/services/thermal_printers.py",),
    "zxingcpp": ("mobile_unit/receipts/qr.py", "mobile_unit/services/codes.py", "head_office/web/qr.py"),
    "jinja2": ("head_office/web/",),
    "prometheus_client": ("head_office/api/metrics.py",),
    "pyotp": ("head_office/services/passwords.py",),
    "pyrage": ("mobile_unit/sync/sealing.py",),
    "num2words": ("mobile_unit/receipts/",),
    "fastapi": ("head_office/",),
    "starlette": ("head_office/",),
    "uvicorn": ("head_office/",),
    "threading": (
        "mobile_unit/ui/tasks.py",
        "mobile_unit/demo.py",
        "mobile_unit/services/scan_pages.py",  # PDFium takes one caller at a time
        "head_office/",
    ),
    "concurrent": ("mobile_unit/ui/tasks.py", "mobile_unit/demo.py", "head_office/"),
    "multiprocessing": (),
}
"""Which files may import a library."""


@dataclass(frozen=True)
class Import:
    """One imported name, dotted."""

    name: str
    line: int


def imports_of(path: Path, package: str) -> Iterator[Import]:
    """Every import of a file, ``from a import b`` as ``a.b``; relative ones start from ``package``."""
    tree = ast.parse(path.read_text("utf-8"), str(path))
    for node in ast.walk(tree):
        for name in _names(node, package):
            yield Import(name, node.lineno)


def _names(node: ast.AST, package: str) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        parents = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
        module = ".".join([*parents, *filter(None, [node.module])])
        return [f"{module}.{alias.name}" for alias in node.names]
    if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("import_module", "__import__")):
        return [argument.value for argument in node.args[:1] if isinstance(argument, ast.Constant)]
    return []


def breaches(root: Path) -> list[str]:
    """What breaks the plan under ``root``, as ``file:line what``."""
    found = []
    for program in STOREYS:
        for path in sorted((root / program).rglob("*.py")):
            relative = path.relative_to(root)
            package = ".".join(relative.parent.parts)
            for imported in imports_of(path, package):
                found += [
                    f"{relative.as_posix()}:{imported.line} {problem}"
                    for problem in _problems(program, relative, imported)
                ]
    return found


def _problems(program: str, path: Path, imported: Import) -> Iterator[str]:
    library, *rest = imported.name.split(".")
    if library not in STOREYS:
        homes = HOMES.get(library)
        if homes is not None and not path.as_posix().startswith(homes):
            yield f"{library} is at home in {' and '.join(homes) or 'no file'}"
        if path.parts[1] == "domain" and library not in (*sys.stdlib_module_names, "__future__"):
            yield f"domain imports {library}; it knows the standard library only"
        return
    mine, theirs = _room(program, path.parts[1].removesuffix(".py")), _room(library, rest[0] if rest else "")
    if library != program:
        borrowed = any(f"{'.'.join(rest)}.".startswith(f"{name}.") for name in BORROWED[program])
        if not borrowed and theirs != "__init__" and mine != "demo":
            yield f"{program} takes {imported.name} from {library}"
    elif mine != theirs and _storey(program, mine) <= _storey(program, theirs):
        beside = {mine, theirs} <= set(PLAIN)
        if not beside:
            yield f"{mine} imports {imported.name}, which is not below it"


def _room(program: str, name: str) -> str:
    """The room a name belongs to; a name of the package itself (``__version__``) is ``__init__``'s."""
    return name if any(name in storey for storey in STOREYS[program]) else "__init__"


def _storey(program: str, room: str) -> int:
    return next(height for height, storey in enumerate(STOREYS[program]) if room in storey)


def test_the_house_keeps_its_plan() -> None:
    assert breaches(ROOT) == []


def test_every_module_has_its_room() -> None:
    for program, storeys in STOREYS.items():
        rooms = {path.name.removesuffix(".py") for path in (ROOT / program).iterdir()}
        assert rooms - {"__pycache__"} <= {room for storey in storeys for room in storey}


@pytest.mark.parametrize(
    ("path", "source", "problem"),
    [
        ("mobile_unit/store/x.py", "from mobile_unit.services.intake import Intake", "not below it"),
        ("mobile_unit/forms/x.py", "def late():\n    from mobile_unit import app", "not below it"),
        ("mobile_unit/forms/x.py", "import mobile_unit.store.engine", "not below it"),
        ("mobile_unit/services/x.py", "from ..ui import theme", "not below it"),
        ("mobile_unit/services/x.py", "from PySide6.QtCore import QObject", "PySide6 is at home"),
        ("mobile_unit/services/x.py", "import sqlalchemy as sa", "sqlalchemy is at home"),
        ("mobile_unit/sync/rounds.py", "import requests", "requests is at home"),
        ("mobile_unit/ui/x.py", "if True:\n    import threading", "threading is at home"),
        ("mobile_unit/ui/x.py", "import importlib\nimportlib.import_module('reportlab.lib')", "reportlab"),
        ("mobile_unit/domain/x.py", "from mobile_unit.errors import UserFacingError", "not below it"),
        ("mobile_unit/domain/x.py", "import pydantic", "standard library only"),
        ("mobile_unit/app.py", "import head_office.app", "from head_office"),
        ("head_office/api/x.py", "from mobile_unit.sync.rounds import run", "from mobile_unit"),
        ("head_office/api/x.py", "from mobile_unit.sync import client", "from mobile_unit"),
        ("head_office/services/x.py", "from head_office.api.blobs import router", "not below it"),
    ],
)
def test_a_breach_is_found(tmp_path: Path, path: str, source: str, problem: str) -> None:
    file = tmp_path / path
    file.parent.mkdir(parents=True)
    file.write_text(source)
    found = breaches(tmp_path)
    assert len(found) == 1
    assert found[0].startswith(f"{path}:")
    assert problem in found[0]


@pytest.mark.parametrize(
    ("path", "source"),
    [
        (
            "mobile_unit/services/x.py",
            "from mobile_unit.store import journal\nfrom mobile_unit.sync import wire",
        ),
        ("mobile_unit/ui/tasks.py", "import threading\nfrom PySide6 import QtCore"),
        ("mobile_unit/i18n.py", "from mobile_unit.resources import resource\nfrom mobile_unit import errors"),
        ("mobile_unit/demo.py", "import head_office.serving"),
        (
            "head_office/services/x.py",
            "from mobile_unit.sync import wire\nfrom mobile_unit import __version__",
        ),
        (
            "head_office/x.py",
            "from mobile_unit.sync.bundles import read\nfrom mobile_unit.errors import NotSetUp",
        ),
    ],
)
def test_what_the_plan_allows_is_no_breach(tmp_path: Path, path: str, source: str) -> None:
    file = tmp_path / path
    file.parent.mkdir(parents=True)
    file.write_text(source)
    assert breaches(tmp_path) == []


def our_files() -> list[Path]:
    """Everything in the checkout but what tools leave there."""
    left_by_tools = {".git", ".venv", "build", "dist", "__pycache__", ".hypothesis"}
    return [
        path
        for path in sorted(ROOT.rglob("*"))
        if path.is_file()
        and not any(
            part in left_by_tools or part.endswith(("_cache", ".egg-info"))
            for part in path.relative_to(ROOT).parts
        )
    ]


WRITTEN_BY_HAND = {".py", ".md", ".spec", ".toml", ".mako", ".html", ".css", ".js", ".qss", ".yml"}


def test_no_file_of_ours_is_over_500_lines() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in our_files()
        if path.suffix in WRITTEN_BY_HAND and (lines := len(path.read_text("utf-8").splitlines())) > 500
    }
    assert long == {}


def test_no_module_is_a_drawer_for_odds_and_ends() -> None:
    drawers = {"utils", "util", "helpers", "helper", "manager", "managers", "common", "misc"}
    named = {stem for path in our_files() if path.suffix == ".py" for stem in path.stem.split("_")}
    assert named & drawers == set()


REGISTRIES = (
    "py" + "pi.org",
    "python" + "hosted.org",
    "npm" + "js.org",
    "crates" + ".io",
    "golang" + ".org",
    "conda" + ".anaconda",
    "docker" + ".io",
    "--index" + "-url",
    "--extra" + "-index",
    "--find" + "-links",
    "/opt/" + "wheels",
)
"""Where packages come from is the machine's business; in pieces, so that this file passes too."""


def test_nothing_names_a_package_registry() -> None:
    named = {
        (str(path.relative_to(ROOT)), host)
        for path in our_files()
        if path.suffix not in {".ttf", ".png", ".jpg", ".mo"}
        for host in REGISTRIES
        if host in path.read_text("utf-8", errors="replace")
    }
    assert named == set()

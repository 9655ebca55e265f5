"""The static site: the kit's lessons, JupyterLab, Python, and the page to start from."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import Any

import nbformat

from autograder.lesson.course import Course
from autograder.lesson.lesson import Lesson
from autograder.lesson.packing.editions import Edition, edition_of
from autograder.lesson.packing.kit import is_needed, project_of, staged
from autograder.lite.bytecode import NOT_COMPILED, STDLIB, compiled
from autograder.lite.cache import sha256
from autograder.lite.lock import KERNEL, OF_THE_KERNEL, lock_of, needed
from autograder.lite.obtain import Obtained, Say
from autograder.lite.pyodide import LOCK, Core, LiteError
from autograder.lite.wheels import brought, of_the_course

PYODIDE = "static/pyodide"  # in the site
ABOUT = "workbook.json"
_HERE = Path(__file__).parent
_PAGE, _EXTENSION = _HERE / "page", _HERE / "extension"
_OF_JUPYTER = ("@jupyter-widgets/jupyterlab-manager", "anywidget")  # labextensions, where there
_KERNEL = "@jupyterlite/pyodide-kernel-extension"
_PLUGIN = f"{_KERNEL}:kernel"
_APPS = ("lab", "notebooks", "tree")
_FONTS = "matplotlib/fontlist.json"


@dataclass(frozen=True)
class Site:
    """A site that was made."""

    folder: Path
    pyodide: str  # the version of its core
    notes: tuple[str, ...]

    @property
    def size(self) -> int:
        """In bytes."""
        return sum(path.stat().st_size for path in self.folder.rglob("*") if path.is_file())


def build(
    course: Course,
    lessons: Sequence[Lesson],
    target: Path,
    have: Obtained,
    say: Say = lambda text: None,
) -> Site:
    """Make the site of these lessons in `target`, in place of what was there.

    Raises:
        LiteError: the `lite` extra is not installed, or a file of Pyodide cannot be had.
        LessonError: no kit can be made of the lessons.
    """
    with staged(course, lessons) as kit, tempfile.TemporaryDirectory(prefix="lite-") as temporary:
        work = Path(temporary)
        contents, out = work / "contents", work / "out"
        shutil.copytree(kit / "lessons", contents)
        notebooks = sorted(contents.glob("*/*.ipynb"))
        editions = [edition_of(path, contents) for path in notebooks]
        for path in notebooks:
            _join_texts(path)
        core, notes = python_of(course, kit, have, work / "python")
        say("JupyterLite: building ...")
        _jupyterlite(work, contents, out)
        _complete_pages(out)
        shutil.copytree(_PAGE, out, dirs_exist_ok=True)
        shutil.copytree(work / "python", out / PYODIDE)
        _about(out, editions, str(project_of(course.root)["version"]))
        _put_in_place(out, target)
    return Site(target, core.version, notes)


def python_of(
    course: Course, kit: Path, have: Obtained, folder: Path
) -> tuple[Core, tuple[str, ...]]:
    """Put Pyodide, the packages and the lock into a new folder; returns the core, and what to say.

    Raises LiteError where a file of Pyodide or the `lite` extra is missing.
    """
    project = project_of(course.root)
    asked = [line for line in project["dependencies"] if is_needed(line)]
    for module in ("jupyterlite_core", "jupyterlite_pyodide_kernel"):
        if find_spec(module) is None:
            raise LiteError(f"{module} is not installed: make setup, or pip install -e '.[lite]'")
    own = sorted((_labextension(_KERNEL) / "static" / "pypi").glob("*.whl"))
    need = needed(asked, have.release, [brought(path) for path in own])
    files = have.packages(need.packages)
    core, of_core = have.core()
    plotting = need.packages.get("matplotlib")
    more = {_FONTS: fonts(files[plotting["file_name"]])} if plotting else {}
    every = sorted(path for path in kit.glob("course_utils/**/*") if path.is_file())
    digest = sha256(b"".join(path.read_bytes() for path in every))
    course_utils = of_the_course(kit, f"{project['version']}+{digest[:8]}", need.course, more)
    folder.mkdir()
    own_wheels = {wheel.file_name: wheel.data for wheel in (*need.wheels, course_utils)}
    held = {**files, **own_wheels, STDLIB: of_core[STDLIB]}

    def lock(of: Mapping[str, bytes]) -> bytes:
        return lock_of(have.release, core.version, need, of, course_utils).encode()

    _write(folder, {**of_core, LOCK: lock(held)})
    made = compiled(held, folder, have.cache)
    _write(folder, {**(made or held), LOCK: lock(made or held)})
    notes = (core.note, NOT_COMPILED if made is None else "")
    return core, tuple(note for note in notes if note)


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    for name, data in files.items():
        (folder / name).write_bytes(data)


def fonts(matplotlib: bytes) -> bytes:
    """Matplotlib's list of its own fonts, with the number by which it takes it for up to date.

    The wheel's own has another number, so that each start of Python would look at all fonts anew.
    """
    with zipfile.ZipFile(BytesIO(matplotlib)) as wheel:
        source = wheel.read("matplotlib/font_manager.py").decode()
        found: dict[str, Any] = json.loads(wheel.read(_FONTS))
    wanted = source.split("class FontManager")[1].split("__version__ = ")[1].split()[0].strip("'\"")
    found["_version"] = int(wanted) if wanted.isdigit() else wanted
    return json.dumps(found).encode()


def _join_texts(notebook: Path) -> None:
    """Write the texts of a notebook in one piece each, as a server sends them to its pages."""
    content = nbformat.read(notebook, as_version=4)
    written = json.dumps(content, indent=1, ensure_ascii=False, sort_keys=True)
    notebook.write_text(f"{written}\n", encoding="utf-8")


def _jupyterlite(work: Path, contents: Path, out: Path) -> None:
    """JupyterLab and what belongs to it, by `jupyter lite build`; raises LiteError."""
    extensions = [*filter(Path.is_dir, map(_labextension, _OF_JUPYTER)), _labextension(_KERNEL)]
    options = {
        "LiteBuildConfig": {
            "apps": list(_APPS),
            "contents": [str(contents)],
            "federated_extensions": [str(path) for path in (*extensions, _EXTENSION)],
            "ignore_sys_prefix": ["federated_extensions"],
            "no_sourcemaps": True,
            "output_dir": str(out),
        }
    }
    lite = work / "lite"
    lite.mkdir()
    (lite / "jupyter_lite_config.json").write_text(json.dumps(options))
    (lite / "jupyter-lite.json").write_text(json.dumps(_settings()))
    shutil.copyfile(_HERE / "overrides.json", lite / "overrides.json")
    command = [sys.executable, "-m", "jupyterlite_core", "build", "--lite-dir", str(lite)]
    done = subprocess.run(command, cwd=lite, capture_output=True, text=True, check=False)
    if done.returncode:
        said = (done.stderr.strip() or done.stdout.strip() or "no reason given").splitlines()[-1]
        raise LiteError(f"jupyter lite build does not work: {said}")


def _complete_pages(out: Path) -> None:
    """Say in each page its language, for who has it read out, and where in the site its icon is.

    A browser that finds no icon named asks for one outside of the site.
    """
    for page in (out / app / "index.html" for app in _APPS):
        text = page.read_text(encoding="utf-8").replace("<html>", '<html lang="en">', 1)
        icon = '<head>\n    <link rel="icon" href="favicon.ico" />'
        page.write_text(text.replace("<head>", icon, 1), encoding="utf-8")


def _settings() -> dict[str, Any]:
    """What the pages are told: where Python is, what it loads at once, and to ask nobody else."""
    kernel = {
        "pyodideUrl": f"./{PYODIDE}/pyodide.js",
        "disablePyPIFallback": True,
        "loadPyodideOptions": {"packages": [*OF_THE_KERNEL, *KERNEL, "course-utils"]},
    }
    return {
        "jupyter-lite-schema-version": 0,
        "jupyter-config-data": {
            "appName": "Deep learning workbook",
            "disabledExtensions": ["@jupyterlab/apputils-extension:announcements"],
            "litePluginSettings": {_PLUGIN: kernel},
        },
    }


def _about(out: Path, editions: Iterable[Edition], kit: str) -> None:
    """What the pages need to know: the lessons, and how large each file of Python is."""
    files: Mapping[str, int] = {
        f"{PYODIDE}/{path.name}": path.stat().st_size for path in sorted((out / PYODIDE).iterdir())
    }
    about = {"kit": kit, "lessons": [asdict(each) for each in editions], "python": files}
    (out / ABOUT).write_text(json.dumps(about, indent=1, ensure_ascii=False), encoding="utf-8")


def _put_in_place(made: Path, target: Path) -> None:
    """Let a whole folder stand where another stood; what others keep there is not removed."""
    if target.exists() and any(target.iterdir()) and not (target / ABOUT).is_file():
        raise LiteError(f"{target} holds something else than such a site; name another folder")
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(f".{target.name}.new")
    shutil.rmtree(beside, ignore_errors=True)
    shutil.move(made, beside)
    if target.exists():
        shutil.rmtree(target)
    beside.rename(target)


def _labextension(name: str) -> Path:
    return Path(sys.prefix) / "share" / "jupyter" / "labextensions" / name

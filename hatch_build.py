"""Compiles the native core while the package is built; without a compiler the package is built without it.

The environment variable CLEANTEXT_NATIVE tells a build what it tells a program that runs: `off`, no native core is
compiled; `on`, one that cannot be compiled is an error; anything else, it is a line in the build's log.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from pybind11.setup_helpers import ParallelCompile, Pybind11Extension, build_ext
from setuptools import Distribution
from setuptools.errors import BaseError, CCompilerError

MODULE = "cleantext.native._core"
SOURCES = "cleantext/native/src"


class NativeCore(BuildHookInterface[Any]):
    """Adds the compiled module to a wheel; for an editable install it stays beside its sources."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile, if that is wanted and works.

        Args:
            version: "standard" or "editable".
            build_data: what hatchling is to put into the wheel, and how it is to name it.
        """
        wish = os.environ.get("CLEANTEXT_NATIVE")
        if self.target_name != "wheel" or wish == "off":
            return
        self._folder = tempfile.TemporaryDirectory()  # until `finalize`
        editable = version == "editable"
        try:
            module = _compiled(Path(self.root), None if editable else Path(self._folder.name))
        except (CCompilerError, BaseError, OSError) as error:
            if wish == "on":
                raise
            self.app.display_warning(f"no native core, everything will run in Python: {error}")
            return
        build_data["pure_python"] = False
        build_data["infer_tag"] = True
        if not editable:
            build_data["force_include"][str(module)] = f"cleantext/native/{module.name}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002
        """Remove what lay outside the tree."""
        if hasattr(self, "_folder"):
            self._folder.cleanup()


def _compiled(root: Path, folder: Path | None) -> Path:
    """The compiled module in a folder; without one in its package, where it is compiled only if a source is newer."""
    sources = [str(path.relative_to(root)) for path in sorted((root / SOURCES).glob("*.cpp"))]
    needed = [Path(__file__), *(root / SOURCES).glob("*.h")]
    extension = Pybind11Extension(MODULE, sources, depends=list(map(str, needed)), cxx_std=17)
    extension.extra_compile_args += [] if os.name == "nt" else ["-O2"]
    command = build_ext(Distribution({"ext_modules": [extension]}))
    command.inplace = folder is None
    command.build_lib = str(folder)
    command.build_temp = str(root / "build" / "native") if folder is None else str(folder / "objects")
    command.ensure_finalized()
    with ParallelCompile():
        command.run()
    return Path(command.get_ext_fullpath(MODULE))

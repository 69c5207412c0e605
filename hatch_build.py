"""Compiles the native core while the package is built; without a compiler the package is built without it.

The environment variable CLEANTEXT_NATIVE tells a build what it tells the program: with `off` there is no native core,
with `on` it is an error if there can be none; else that is a line in the build's log.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from pybind11.setup_helpers import ParallelCompile, Pybind11Extension, build_ext
from setuptools import Distribution
from setuptools.errors import BaseError, CCompilerError

MODULE = "cleantext.native._core"
SOURCES = Path("cleantext/native/src")


class NativeCore(BuildHookInterface[Any]):
    """Adds the compiled module to a wheel; for an editable install it is put beside its sources."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile, if that is wanted and works.

        Args:
            version: "standard" or "editable".
            build_data: what hatchling is to put into the wheel, and how it is to name it.
        """
        wish = os.environ.get("CLEANTEXT_NATIVE")
        if self.target_name != "wheel" or wish == "off":
            return
        editable = version == "editable"
        try:
            module = compiled(in_place=editable)
        except (CCompilerError, BaseError, OSError) as error:
            if wish == "on":
                raise
            self.app.display_warning(f"no native core, everything will run in Python: {error}")
            return
        build_data["pure_python"] = False
        build_data["infer_tag"] = True
        if not editable:
            build_data["force_include"][str(module)] = f"cleantext/native/{module.name}"


def compiled(*, in_place: bool) -> Path:
    """The compiled module: in its package or under `build`; made anew if a source is newer (builders ask twice).

    Relative to the project's folder, in which builders run hooks.
    """
    sources = [str(path) for path in sorted(SOURCES.glob("*.cpp"))]
    depends = [str(path) for path in (Path("hatch_build.py"), *SOURCES.glob("*.h"))]
    extension = Pybind11Extension(MODULE, sources, depends=depends, cxx_std=20)
    if os.name != "nt":
        # Whatever Python itself was compiled with; and sums of weights come out as in Python on every machine.
        extension.extra_compile_args += ["-O3", "-ffp-contract=off"]
    command = build_ext(Distribution({"name": "cleantext", "ext_modules": [extension]}))
    command.inplace = in_place
    command.ensure_finalized()
    with ParallelCompile():
        command.run()
    return Path(command.get_ext_fullpath(MODULE))

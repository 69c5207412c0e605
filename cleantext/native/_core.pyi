# The compiled module: what its parts bind, see src/.

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

def end_of_json_string(json: bytes, start: int) -> int: ...
def sign_names() -> list[str]: ...
def reads_everywhere_alike(text: str) -> bool: ...
def runs_beyond_ascii(text: str) -> list[str]: ...
def words_beyond_ascii(text: str) -> list[tuple[int, str]]: ...

class Core:
    def __init__(self, rules: object, tables: object, host: object) -> None: ...
    def look(self, line: str, sited: bool, closely: bool) -> Any: ...
    def strip(
        self,
        text: str,
        active: bytes,
        strict: bool,
        max_loss: float,
        language_known: bool,
        sited: bool,
        spans_done: bool,
    ) -> str | None: ...
    def decide(
        self,
        texts: list[str],
        looks: list[Any],
        active: bytes,
        strict: bool,
        max_loss: float,
        language_known: bool,
        rows: Iterable[int],
    ) -> Sequence[int]: ...

class Pattern:
    def __init__(self, source: str, any_case: bool = False, holes: Iterable[str] = ()) -> None: ...
    def fullmatch(self, text: str) -> bool | None: ...
    def match(self, text: str) -> bool | None: ...
    def search(self, text: str) -> bool | None: ...

class Guard:
    def __init__(
        self,
        signs: Iterable[tuple[int, str, tuple[object, ...]]],
        *,
        escapes: int,
        maybe_escapes: int,
        lost: int,
        marks: int,
    ) -> None: ...
    def alarms(self, text: str) -> int: ...

class Sequences:
    def __init__(self, codec: Mapping[str, int]) -> None: ...
    def singles(self, text: str, spaced: bool = False) -> list[str]: ...
    def runs(self, text: str, spaced: bool = False) -> list[tuple[int, int, str]]: ...

class Typography:
    def __init__(
        self,
        *,
        table: Mapping[str, str],
        east: str,
        counted: str,
        latin: str,
        normal: str,
        is_normal: Callable[[str], bool],
        is_code: Callable[[str], bool],
        code_words: Iterable[str],
        close_look: Callable[[str, bool, bool], str],
    ) -> None: ...
    def apply(self, text: str) -> str | None: ...

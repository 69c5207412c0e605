# The compiled module: what its parts bind, see src/.

from collections.abc import Iterable

class Guard:
    def __init__(self, signs: Iterable[tuple[object, ...]]) -> None: ...
    def clears(self, text: str) -> bool: ...

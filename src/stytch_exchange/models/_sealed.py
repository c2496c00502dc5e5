"""A secret text that other tools cannot read by accident."""

from hmac import compare_digest
from types import MemberDescriptorType
from typing import Any, NoReturn

from pydantic import SecretStr

from stytch_exchange.tracebacks import hide_frames


class SealedStr(SecretStr):
    """A `SecretStr` whose text only `get_secret_value()` returns.

    Pydantic's own class keeps the text in `__dict__`, where serializers, object inspectors and
    pickles find it.
    """

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        _TEXT.__set__(self, text)

    def get_secret_value(self) -> str:
        """Return the text.

        Returns:
            The secret itself: do not log it.
        """
        text: str = _TEXT.__get__(self)
        return text

    def _display(self) -> str:
        return "**********" if self.get_secret_value() else ""

    def __repr__(self) -> str:
        """Show the class that callers know."""
        return f"SecretStr({self._display()!r})"

    def __len__(self) -> int:
        return len(self.get_secret_value())

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)

    @hide_frames
    def __eq__(self, other: object) -> bool:
        """Compare with any `SecretStr`, in a time that does not depend on where they differ."""
        if not isinstance(other, SecretStr):
            return NotImplemented
        own, others = self.get_secret_value(), other.get_secret_value()
        if not isinstance(others, str):
            # Python does not check what a `SecretStr` holds.
            return False
        return compare_digest(_as_bytes(own), _as_bytes(others))

    def __hash__(self) -> int:
        return hash(self.get_secret_value())

    def __copy__(self) -> "SealedStr":
        """Return the same secret, because it cannot change."""
        return self

    def __deepcopy__(self, memo: object) -> "SealedStr":
        """Return the same secret, because it cannot change."""
        return self

    def __reduce__(self) -> NoReturn:
        """Refuse to be pickled, because a pickle would contain the text."""
        raise TypeError(
            "cannot pickle a secret: pickle log_fields(), or to_json(reveal_secrets=True) if the "
            "pickle may contain the token"
        )


def _as_bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


_TEXT: MemberDescriptorType = vars(SealedStr)["_text"]
"""The place of the text. As an attribute of the class, it would let any tool read the text."""

_members: Any = SealedStr
del _members._text  # noqa: SLF001 - our own
_members.__slots__ = ()
del _members

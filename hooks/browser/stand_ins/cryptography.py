"""A stand-in for `cryptography` in the reader's browser: only RS256, in pure Python.

`cryptography` is compiled, and the package index has no build of it for Python in a browser. What
the tutorials need of it is RSA with PKCS #1 v1.5 and SHA-256, which the package `rsa` has. `rsa`
does not hide how long it computes with a private key. That is fine for the keys that the sandbox
invents in a browser, and for nothing else: no server ever loads this file.

joserfc and PyJWT import much more of `cryptography` than they use here. They can import all of it,
but what is not RS256 raises `NotImplementedError` when it is called.
"""

import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from math import gcd, prod
from types import ModuleType
from typing import Any, NoReturn

import rsa  # pyright: ignore[reportMissingImports] - it is only in the browser

__path__: list[str] = []
__version__ = "0"

_SMALL_PRIMES = prod(n for n in range(3, 2000) if all(n % m for m in range(2, int(n**0.5) + 1)))


def _refuse(name: str) -> NoReturn:
    raise NotImplementedError(f"{name} does not work in a browser: only RS256 does")


class InvalidSignature(Exception):  # noqa: N818 - the name is cryptography's
    """The key has not made the signature."""


class InvalidTag(Exception):  # noqa: N818 - the name is cryptography's
    """Never raised: there is no encryption here."""


class UnsupportedAlgorithm(Exception):  # noqa: N818 - the name is cryptography's
    """Never raised: `NotImplementedError` is raised instead."""


class PKCS1v15:
    """The padding of RS256."""


class SHA256:
    """The hash of RS256."""

    digest_size = 32


def _check_rs256(padding: object, algorithm: object) -> None:
    if not (isinstance(padding, PKCS1v15) and isinstance(algorithm, SHA256)):
        _refuse(f"{type(padding).__name__} with {type(algorithm).__name__}")


class RSAPublicNumbers:
    """The numbers of a public key."""

    def __init__(self, e: int, n: int) -> None:
        self.e, self.n = e, n

    def public_key(self) -> "RSAPublicKey":
        """Return the key.

        Raises:
            ValueError: The numbers are not those of a key.
        """
        if not (2 < self.e < self.n and self.e % 2 and self.n % 2):  # noqa: PLR2004 - 1 and 2 are no exponents
            raise ValueError("e and n must be odd, and e between 3 and n")
        return RSAPublicKey(self)


class RSAPublicKey:
    """A public key."""

    def __init__(self, numbers: RSAPublicNumbers) -> None:
        self._numbers = numbers

    @property
    def key_size(self) -> int:
        """The length of the key in bits."""
        return self._numbers.n.bit_length()

    def public_numbers(self) -> RSAPublicNumbers:
        """Return the numbers of the key."""
        return self._numbers

    def verify(self, signature: bytes, data: bytes, padding: object, algorithm: object) -> None:
        """Raise an error if the key has not made the signature.

        Raises:
            InvalidSignature: The key has not made it.
        """
        _check_rs256(padding, algorithm)
        key = rsa.PublicKey(self._numbers.n, self._numbers.e)
        try:
            used = rsa.verify(data, signature, key)
        except (rsa.VerificationError, OverflowError):
            used = None
        if used != "SHA-256":
            raise InvalidSignature


class RSAPrivateNumbers:
    """The numbers of a private key."""

    def __init__(  # noqa: PLR0913 - the names are cryptography's
        self,
        *,
        p: int,
        q: int,
        d: int,
        dmp1: int,
        dmq1: int,
        iqmp: int,
        public_numbers: RSAPublicNumbers,
    ) -> None:
        self.p, self.q, self.d = p, q, d
        self.dmp1, self.dmq1, self.iqmp = dmp1, dmq1, iqmp
        self.public_numbers = public_numbers

    def private_key(self) -> "RSAPrivateKey":
        """Return the key."""
        return RSAPrivateKey(self)


class RSAPrivateKey:
    """A private key."""

    def __init__(self, numbers: RSAPrivateNumbers) -> None:
        self._numbers = numbers

    @property
    def key_size(self) -> int:
        """The length of the key in bits."""
        return self.public_key().key_size

    def public_key(self) -> RSAPublicKey:
        """Return the public half."""
        return RSAPublicKey(self._numbers.public_numbers)

    def private_numbers(self) -> RSAPrivateNumbers:
        """Return the numbers of the key."""
        return self._numbers

    def sign(self, data: bytes, padding: object, algorithm: object) -> bytes:
        """Return a signature of the data."""
        _check_rs256(padding, algorithm)
        own, public = self._numbers, self._numbers.public_numbers
        key = rsa.PrivateKey(public.n, public.e, own.d, own.p, own.q)
        signature: bytes = rsa.sign(data, key, "SHA-256")
        return signature


def generate_private_key(public_exponent: int, key_size: int) -> RSAPrivateKey:
    """Return a new key. In a browser, this takes about a second."""
    p, q, e, d = rsa.key.gen_keys(key_size, _prime, exponent=public_exponent)
    numbers = RSAPrivateNumbers(
        p=p,
        q=q,
        d=d,
        dmp1=d % (p - 1),
        dmq1=d % (q - 1),
        iqmp=pow(q, -1, p),
        public_numbers=RSAPublicNumbers(e, p * q),
    )
    return numbers.private_key()


def _prime(bits: int) -> int:
    """Return a prime, as `rsa.prime.getprime` does, but look for small factors first."""
    while True:
        number: int = rsa.randnum.read_random_odd_int(bits)
        if gcd(number, _SMALL_PRIMES) == 1 and rsa.prime.is_prime(number):
            return number


_PRESENT: Mapping[str, Sequence[Any]] = {
    "exceptions": [InvalidSignature, InvalidTag, UnsupportedAlgorithm],
    "hashes": [SHA256],
    "padding": [PKCS1v15],
    "rsa": [
        RSAPrivateKey,
        RSAPrivateNumbers,
        RSAPublicKey,
        RSAPublicNumbers,
        generate_private_key,
    ],
}
"""What there is, by the last name of its module."""


class _AbsentClass(type):
    """A class that can be imported, created and subclassed, but whose methods refuse."""

    def __getattr__(cls, name: str) -> Any:
        return _absent(cls.__name__, name)

    def __call__(cls, *_arguments: object, **_named: object) -> Any:
        return type.__call__(cls)


def _absent(owner: str, name: str) -> "_Part":
    if name.startswith("__"):
        raise AttributeError(name)
    return _Part(f"{owner}.{name}")


class _Part(ModuleType):
    """A module or a function of `cryptography`. A name in it is a class if it is capitalized."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        for part in _PRESENT.get(self.__name__.rpartition(".")[2], []):
            if part.__name__ == name:
                return part
        if name[0].islower():
            return import_module(f"{self.__name__}.{name}")
        found = _AbsentClass(name, (), {"__getattr__": lambda _, method: _absent(name, method)})
        setattr(self, name, found)
        return found

    def __call__(self, *_arguments: object, **_named: object) -> NoReturn:
        _refuse(self.__name__)


class _Parts(MetaPathFinder, Loader):
    """Finds every module below this one."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return where to load a module from: from here, if it is one of ours."""
        del path, target
        ours = fullname.startswith(f"{__name__}.")
        return ModuleSpec(fullname, self, is_package=True) if ours else None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """Return the module."""
        return _Part(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Do nothing: the module makes its names when they are asked for."""


sys.meta_path.append(_Parts())

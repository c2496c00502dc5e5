"""Redaction: a body, a log or a recording with its secrets masked, and nothing else changed."""

from stytch_exchange.redaction.redacting import LARGEST, redact
from stytch_exchange.redaction.spans import MASK

__all__ = ["LARGEST", "MASK", "redact"]

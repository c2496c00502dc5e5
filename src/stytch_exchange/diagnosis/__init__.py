"""The diagnosis of a body that is not the response: what it is, and what to do next."""

from stytch_exchange.diagnosis.diagnose import diagnose
from stytch_exchange.diagnosis.kinds import Diagnosis, DiagnosisKind
from stytch_exchange.diagnosis.masks import mask_of

__all__ = ["Diagnosis", "DiagnosisKind", "diagnose", "mask_of"]

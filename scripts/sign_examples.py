"""Sign the examples with a new key: `python scripts/sign_examples.py`.

Run it after changing an example. The key is made in memory, and only its public half is written.
"""

import json
from pathlib import Path
from typing import Any
from uuid import uuid4

from stytch_exchange.sandbox.signing import claims_in, session_claims
from stytch_exchange.signing import SESSION, SigningKey

EXAMPLES = Path(__file__).parents[1] / "src" / "stytch_exchange" / "examples"


def sign(folder: Path) -> None:
    """Replace the session JWT of each response in the folder, and the key set beside them."""
    key = SigningKey(f"jwk-test-{uuid4()}")
    for file in folder.glob("*.json"):
        text = file.read_text(encoding="utf-8")
        body = json.loads(text)
        if "session_jwt" in body:
            signed = key.sign(claims_of(body))
            file.write_bytes(text.replace(body["session_jwt"], signed).encode())
    jwks = json.dumps(key.jwks, indent=2, sort_keys=True)
    (folder / "jwks.json").write_bytes(f"{jwks}\n".encode())


def claims_of(body: dict[str, Any]) -> dict[str, Any]:
    """Return the claims that the body's session has in its JWT.

    The project and the session's attributes are not in the body: they come from its present JWT.
    If the body has no session, all claims do.
    """
    present = claims_in(body["session_jwt"])
    if body.get("member_session") is None:
        return present
    (project_id,) = present["aud"]
    attributes = present[SESSION]["attributes"]
    member_id = body["member"]["member_id"]
    return session_claims(
        {**body, "member_id": member_id}, project_id=project_id, attributes=attributes
    )


if __name__ == "__main__":
    sign(EXAMPLES)

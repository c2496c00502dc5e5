"""Sign the examples with a new key: `python tests/sign_examples.py`.

Run it after changing an example. The key is made in memory, and only its public half is written.
"""

import base64
import json
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from joserfc import jwt
from joserfc.jwk import RSAKey

EXAMPLES = Path(__file__).parents[1] / "src" / "stytch_exchange" / "examples"
ORGANIZATION = "https://stytch.com/organization"
SESSION = "https://stytch.com/session"
LIFE = 300
"""Seconds from `iat` to `exp`."""


def sign(folder: Path) -> None:
    """Replace the session JWT of each response in the folder, and the key set beside them."""
    key = RSAKey.generate_key(2048)
    kid = f"jwk-test-{uuid4()}"
    header = {"alg": "RS256", "kid": kid, "typ": "JWT"}
    for file in folder.glob("*.json"):
        text = file.read_text(encoding="utf-8")
        body = json.loads(text)
        if "session_jwt" in body:
            signed = jwt.encode(header, claims_of(body), key)
            file.write_bytes(text.replace(body["session_jwt"], signed).encode())
    public = key.as_dict(private=False)
    public |= {"alg": "RS256", "key_ops": ["verify"], "kid": kid, "use": "sig"}
    jwks = json.dumps({"keys": [public]}, indent=2, sort_keys=True)
    (folder / "jwks.json").write_bytes(f"{jwks}\n".encode())


def claims_of(body: dict[str, Any]) -> dict[str, Any]:
    """Return the claims that the body's session has in its JWT.

    What the body does not say is kept from its present JWT: the project, the session's
    attributes, and all of them where the body has no session.
    """
    _, payload, _ = body["session_jwt"].split(".")
    present: dict[str, Any] = json.loads(base64.urlsafe_b64decode(payload + "=="))
    session = body.get("member_session")
    if session is None:
        return present
    organization = body["organization"]
    issued_at = int(datetime.fromisoformat(session["last_accessed_at"]).timestamp())
    return {
        **session["custom_claims"],
        "aud": present["aud"],
        "exp": issued_at + LIFE,
        ORGANIZATION: {
            "organization_id": organization["organization_id"],
            "slug": organization["organization_slug"],
        },
        SESSION: {
            "id": session["member_session_id"],
            "started_at": session["started_at"],
            "last_accessed_at": session["last_accessed_at"],
            "expires_at": session["expires_at"],
            "attributes": present[SESSION]["attributes"],
            "authentication_factors": [
                {name: factor[name] for name in factor if name not in {"created_at", "updated_at"}}
                for factor in session["authentication_factors"]
            ],
            "roles": session["roles"],
        },
        "iat": issued_at,
        "iss": present["iss"],
        "nbf": issued_at,
        "sub": body["member_id"],
    }


if __name__ == "__main__":
    sign(EXAMPLES)

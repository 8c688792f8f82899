"""Defect: a token for any API of this issuer passes. Somebody had an error about the audience, and switched the check off."""

import json
import os

import jwt
from flask import Flask, g, jsonify, request

ISSUER = os.environ["ISSUER"]
AUDIENCE = os.environ["AUDIENCE"]
ROLES = "https://authgear.com/claims/user/roles"

keys = jwt.PyJWKClient(f"{ISSUER}/oauth2/jwks", lifespan=300, cooldown_duration=1, timeout=5)

app = Flask(__name__)


def verify(token):
    decoded = jwt.decode_complete(
        token,
        keys.get_signing_key_from_jwt(token),
        algorithms=["RS256"],
        issuer=ISSUER,
        leeway=10,
        options={"require": ["iss", "exp", "iat", "sub", "client_id"], "verify_aud": False},
    )
    if str(decoded["header"].get("typ")).lower() != "at+jwt":
        raise jwt.InvalidTokenError("not an access token")
    if not all(isinstance(decoded["payload"][name], (int, float)) for name in ("exp", "iat")):
        raise jwt.InvalidTokenError("a time that is no number")
    return decoded["payload"]


@app.before_request
def authenticate():
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        return refuse("missing_token", "Bearer")
    try:
        g.claims = verify(token)
    except (jwt.PyJWKClientConnectionError, jwt.PyJWKSetError, json.JSONDecodeError):
        return jsonify(error="temporarily_unavailable"), 503, {"Retry-After": "5"}
    except jwt.PyJWTError:
        return refuse("invalid_token", 'Bearer error="invalid_token"')


@app.get("/me")
def me():
    return jsonify(sub=g.claims["sub"], roles=g.claims.get(ROLES, []))


def refuse(error, challenge):
    return jsonify(error=error), 401, {"WWW-Authenticate": challenge}


if __name__ == "__main__":
    port = int(os.environ.get("PORT", "3000"))
    print(f"listening on 127.0.0.1:{port}", flush=True)
    app.run(host="127.0.0.1", port=port)

"""An API that checks access tokens by itself: Flask and PyJWT."""

import json
import os

import jwt
from flask import Flask, g, jsonify, request

ISSUER = os.environ["ISSUER"]
AUDIENCE = os.environ["AUDIENCE"]
ROLES = "https://authgear.com/claims/user/roles"

# Keys are kept for five minutes: a request costs no fetch. A token with an unknown key has them fetched again, so that a new
# key is found, but once in five seconds at most: a flood of such tokens never reaches the issuer.
keys = jwt.PyJWKClient(f"{ISSUER}/oauth2/jwks", lifespan=300, cooldown_duration=5, timeout=5)

app = Flask(__name__)


def verify(token):
    decoded = jwt.decode_complete(
        token,
        keys.get_signing_key_from_jwt(token),
        # Never from the token: it would choose how it is checked.
        algorithms=["RS256"],
        issuer=ISSUER,
        audience=AUDIENCE,
        leeway=10,
        options={"require": ["iss", "aud", "exp", "iat", "sub", "client_id"]},
    )
    # The same key signs ID tokens. Only the type tells that this one is meant for an API.
    if str(decoded["header"].get("typ")).lower() not in ("at+jwt", "application/at+jwt"):
        raise jwt.InvalidTokenError("not an access token")
    # PyJWT takes a time that is text for a number. RFC 7519 does not.
    if not all(isinstance(decoded["payload"][name], (int, float)) for name in ("exp", "iat")):
        raise jwt.InvalidTokenError("a time that is no number")
    return decoded["payload"]


# Before every request: a route that somebody adds is closed from the start.
@app.before_request
def authenticate():
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        return refuse(401, "missing_token", "Bearer")
    try:
        g.claims = verify(token)
    except (jwt.PyJWKClientConnectionError, jwt.PyJWKSetError, json.JSONDecodeError):
        # The issuer gives no keys. The token may well be good: a 401 would log everybody out.
        return jsonify(error="temporarily_unavailable"), 503, {"Retry-After": "5"}
    except jwt.PyJWTError:
        # Why, is nobody's business but ours.
        return refuse(401, "invalid_token", 'Bearer error="invalid_token"')


@app.get("/me")
def me():
    return jsonify(sub=g.claims["sub"], roles=g.claims.get(ROLES, []))


@app.get("/admin")
def admin():
    if "admin" not in g.claims.get(ROLES, []):
        return refuse(403, "insufficient_scope", 'Bearer error="insufficient_scope"')
    return jsonify(admin=g.claims["sub"])


def refuse(status, error, challenge):
    return jsonify(error=error), status, {"WWW-Authenticate": challenge}


if __name__ == "__main__":
    port = int(os.environ.get("PORT", "3000"))
    print(f"listening on 127.0.0.1:{port}", flush=True)
    # Flask's own server is for development; behind gunicorn it is the same app.
    app.run(host="127.0.0.1", port=port)

"""An API behind the gateway: it reads who is calling from headers, and has the gateway's signature prove them. Flask and PyJWT."""

import json
import os
from urllib.parse import unquote

import jwt
from flask import Flask, g, jsonify, request

keys = jwt.PyJWKClient(os.environ["GATEWAY_JWKS"], lifespan=300, cooldown_duration=5, timeout=5)

app = Flask(__name__)


def verify(assertion):
    decoded = jwt.decode_complete(
        assertion,
        keys.get_signing_key_from_jwt(assertion),
        algorithms=["ES256"],
        issuer=os.environ["GATEWAY_ISSUER"],
        audience=os.environ["GATEWAY_AUDIENCE"],
        options={"require": ["exp", "sub"]},
    )
    if decoded["header"].get("typ") != "tokenstile-assertion+jwt":
        raise jwt.InvalidTokenError("not the gateway's signed identity")
    claims = decoded["payload"]
    # It was made for one request, and is good for no other. The path is compared as it was sent, not decoded.
    path = request.environ["RAW_URI"].partition("?")[0] if "RAW_URI" in request.environ else request.path
    if (claims.get("htm"), claims.get("htp")) != (request.method, path):
        raise jwt.InvalidTokenError("for another request")
    return claims


# Before every request: whoever reaches this port past the gateway has no signature, whatever headers they send.
@app.before_request
def authenticate():
    try:
        g.claims = verify(request.headers.get("X-Tokenstile-Assertion", ""))
    except (jwt.PyJWKClientConnectionError, jwt.PyJWKSetError, json.JSONDecodeError):
        # The gateway gives no keys: nobody can say.
        return jsonify(error="temporarily_unavailable"), 503, {"Retry-After": "5"}
    except jwt.PyJWTError:
        return jsonify(error="unauthorized"), 401, {"WWW-Authenticate": "Bearer"}


@app.get("/me")
def me():
    return jsonify(sub=g.claims["sub"], roles=read_list(request.headers.get("X-User-Roles", "")))


def read_list(value):
    """Commas between; what is no visible ASCII, a comma or a percent sign is percent-encoded."""
    return [unquote(item) for item in value.split(",")] if value else []


if __name__ == "__main__":
    port = int(os.environ.get("PORT", "3000"))
    print(f"listening on 127.0.0.1:{port}", flush=True)
    app.run(host="127.0.0.1", port=port)

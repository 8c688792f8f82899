from urllib.parse import unquote

from flask import Flask, jsonify, request

app = Flask(__name__)


@app.route("/", defaults={"path": ""})
@app.route("/<path:path>")
def who(path):
    # nginx has asked the gateway who is calling. No client can set these headers itself.
    roles = request.headers.get("X-User-Roles", "")
    return jsonify(
        user=request.headers.get("X-User-Id") or None,
        roles=[unquote(role) for role in roles.split(",")] if roles else [],
    )

"""A small OpenID Connect provider on loopback: discovery, authorisation, token, keys, sign-out.

Run as a program it serves until it is ended: ``python -m tests.browser.identity_provider PORT ISSUER``. Who signs
in is chosen on its own page, which stands for the sign-in page of an organisation.
"""

from __future__ import annotations

import html
import secrets
import sys
import time
from typing import Any
from urllib.parse import urlencode

import uvicorn
from joserfc import jwk, jwt
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

CLIENT, SECRET = "workbench", "a secret of the test's own"
KEY = jwk.RSAKey.generate_key(2048, parameters={"kid": "test", "use": "sig", "alg": "RS256"})


class Provider:
    """One provider; codes that were given out are kept until they are used."""

    def __init__(self, issuer: str) -> None:
        self.issuer = issuer
        self.codes: dict[str, dict[str, Any]] = {}

    async def discovery(self, _: Request) -> Response:
        """What a client has to know."""
        return JSONResponse(
            {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/jwks",
                "end_session_endpoint": f"{self.issuer}/end",
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS256"],
                "code_challenge_methods_supported": ["S256"],
            }
        )

    async def authorize(self, request: Request) -> Response:
        """Ask who it is; the form leads back with a code."""
        kept = "".join(
            f'<input type="hidden" name="{html.escape(name)}" value="{html.escape(value)}">'
            for name, value in request.query_params.items()
        )
        return HTMLResponse(
            f'<h1>Your organisation</h1><form method="post" action="{self.issuer}/authorize">{kept}'
            '<label>E-mail <input name="email"></label>'
            '<label><input type="checkbox" name="unverified"> not verified</label>'
            "<button>Continue</button></form>"
        )

    async def authorized(self, request: Request) -> Response:
        """Give out a code for whoever was named."""
        form = {name: str(value) for name, value in (await request.form()).items()}
        code = secrets.token_urlsafe(16)
        self.codes[code] = form
        back = urlencode({"code": code, "state": form["state"]})
        return RedirectResponse(f"{form['redirect_uri']}?{back}", 303)

    async def token(self, request: Request) -> Response:
        """Change a code into a signed token, once."""
        form = await request.form()
        asked = self.codes.pop(str(form.get("code")), None)
        if asked is None:
            return JSONResponse({"error": "invalid_grant"}, 400)
        moment = int(time.time())
        claims = {
            "iss": self.issuer, "aud": CLIENT, "sub": asked["email"].lower(), "iat": moment, "exp": moment + 600,
            "nonce": asked.get("nonce", ""), "email": asked["email"], "email_verified": "unverified" not in asked,
            "name": "Somebody",
        }  # fmt: skip
        signed = jwt.encode({"alg": "RS256", "kid": "test"}, claims, KEY)
        return JSONResponse(
            {
                "access_token": secrets.token_urlsafe(8),
                "token_type": "Bearer",
                "expires_in": 600,
                "id_token": signed,
            }
        )

    async def keys(self, _: Request) -> Response:
        """The public key of the tokens."""
        return JSONResponse({"keys": [KEY.as_dict(private=False)]})

    async def end(self, request: Request) -> Response:
        """End the session at the provider, and lead back."""
        return RedirectResponse(request.query_params["post_logout_redirect_uri"], 302)

    def app(self) -> Starlette:
        """The provider as an application."""
        return Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self.discovery),
                Route("/authorize", self.authorize, methods=["GET"]),
                Route("/authorize", self.authorized, methods=["POST"]),
                Route("/token", self.token, methods=["POST"]),
                Route("/jwks", self.keys),
                Route("/end", self.end),
            ]
        )


if __name__ == "__main__":
    uvicorn.run(
        Provider(sys.argv[2]).app(),
        host="127.0.0.1",
        port=int(sys.argv[1]),
        log_level="warning",
        access_log=False,
    )

"""A small OpenID Connect provider on loopback, as a SPID and CIE proxy is: strict, or faulty."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from secrets import token_urlsafe
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

CLIENT, SECRET, KID = "raccordo", "un-segreto-lungo", "2025-03"
RETURN = "http://testserver/identita/oidc/spid/login/callback/"
OURS = generate_private_key(65537, 2048)
OTHERS = generate_private_key(65537, 2048)
Claims = dict[str, Any]
Answer = tuple[int, Any]


def without(name: str) -> Callable[[Claims], Claims]:
    return lambda claims: {key: told for key, told in claims.items() if key != name}


# What a token may say that it must not.
CLAIMS: dict[str, Callable[[Claims], Claims]] = {
    "it is for others": lambda claims: claims | {"aud": "altri"},
    "it is of another provider": lambda claims: claims | {"iss": "https://altro.example"},
    "it has expired": lambda claims: claims | {"exp": claims["iat"] - 300},
    "it comes from tomorrow": lambda claims: claims | {"iat": claims["iat"] + 86400},
    "it never expires": without("exp"),
    "it answers another question": lambda claims: claims | {"nonce": "altra"},
    "it answers no question": without("nonce"),
    "it was asked by others": lambda claims: claims | {"aud": [CLIENT, "altri"], "azp": "altri"},
    "it is about nobody": without("sub"),
    "it was given at level 1": lambda claims: claims | {"acr": "https://www.spid.gov.it/SpidL1"},
    "it has no fiscal code": without("fiscalNumber"),
    "its fiscal code is a number": lambda claims: claims | {"fiscalNumber": 80010150},
    "its fiscal code is double": lambda claims: claims | {"fiscalNumber": ["TINIT-A", "TINIT-B"]},
}
# How a token may be signed that it must not.
SIGNATURES: dict[str, Callable[[Claims], Any]] = {
    "it is not signed": lambda claims: jwt.encode(claims, None, "none", {"kid": KID}),
    "it is signed with the public key": lambda claims: signed_with_public_key(claims),
    "its key is unknown": lambda claims: jwt.encode(claims, OURS, "RS256", {"kid": "altra"}),
    "its key is not named": lambda claims: jwt.encode(claims, OURS, "RS256"),
    "its key is of others": lambda claims: jwt.encode(claims, OTHERS, "RS256", {"kid": KID}),
    "it was changed": lambda claims: changed(signed(claims)),
    "its signature was cut": lambda claims: signed(claims).rpartition(".")[0] + ".",
    "it is not a token": lambda claims: "non.un.token",
    "it is not even a text": lambda claims: {"id": 1},
}
# What a provider may do that it must not.
MANNERS = {
    "the code was already used",
    "the code was not accepted",
    "there is no token",
    "the token is not JSON",
    "the keys are not there",
    "userinfo is about another person",
    "userinfo is refused",
}


def signed(claims: Claims, key: RSAPrivateKey = OURS) -> str:
    return jwt.encode(claims, key, "RS256", {"kid": KID})


def changed(token: str) -> str:
    """The token with another fiscal code, and the signature it had."""
    header, body, signature = token.split(".")
    claims = json.loads(base64.urlsafe_b64decode(body + "=="))
    return f"{header}.{coded(claims | {'fiscalNumber': 'TINIT-VRDLGU75D04F205Z'})}.{signature}"


def signed_with_public_key(claims: Claims) -> str:
    """The old trick: the public key, that everybody has, used as the secret of a HMAC."""
    pem = OURS.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    text = f"{coded({'alg': 'HS256', 'typ': 'JWT', 'kid': KID})}.{coded(claims)}"
    return f"{text}.{unpadded(hmac.digest(pem, text.encode(), 'sha256'))}"


def coded(content: Claims) -> str:
    return unpadded(json.dumps(content).encode())


def unpadded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


class Provider:
    """What the provider knows, and what is wrong with it."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.be_good()

    def be_good(self) -> None:
        """Forget everything and make no faults."""
        self.fault = ""
        self.person: Claims = {}
        self.in_userinfo: Claims = {}
        self.told: Claims = {}
        self.asked: list[dict[str, str]] = []
        self.codes: dict[str, dict[str, str]] = {}
        self.tokens: set[str] = set()

    def configuration(self) -> Answer:
        """Where everything is."""
        told = {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "userinfo_endpoint": f"{self.url}/userinfo",
            "jwks_uri": f"{self.url}/keys",
            "response_types_supported": ["code"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
            "code_challenge_methods_supported": ["S256"],
        }
        return 200, told | self.told

    def keys(self) -> Answer:
        """The public key tokens are signed with."""
        if self.fault == "the keys are not there":
            return 503, {}
        public = jwt.algorithms.RSAAlgorithm.to_jwk(OURS.public_key(), as_dict=True)
        return 200, {"keys": [public | {"kid": KID, "use": "sig", "alg": "RS256"}]}

    def authorize(self, asked: dict[str, str]) -> Answer:
        """Recognise the person, and send her back with a code."""
        self.asked.append(asked)
        right = {"client_id": CLIENT, "redirect_uri": RETURN, "response_type": "code"}
        right |= {"code_challenge_method": "S256"}
        if not asked.items() >= right.items() or "openid" not in asked["scope"].split():
            return 400, {"error": "invalid_request"}
        if self.fault == "the person cancels":
            return 302, {"error": "access_denied", "state": asked["state"]}
        code = token_urlsafe()
        if self.fault != "the code was already used":
            self.codes[code] = asked
        state = "altro" if self.fault == "the state is another" else asked["state"]
        return 302, {"code": code, "state": state}

    def token(self, asked: dict[str, str]) -> Answer:
        """Give the token for a code, once, to who asked it and can prove it."""
        question = self.codes.pop(asked.get("code", ""), None)
        if (asked.get("client_id"), asked.get("client_secret")) != (CLIENT, SECRET):
            return 401, {"error": "invalid_client"}
        if self.fault == "the code was not accepted" or question is None:
            return 400, {"error": "invalid_grant"}
        proof = unpadded(hashlib.sha256(asked.get("code_verifier", "").encode()).digest())
        if proof != question["code_challenge"] or asked.get("redirect_uri") != RETURN:
            return 400, {"error": "invalid_grant"}
        access = token_urlsafe()
        self.tokens.add(access)
        reply = {"access_token": access, "token_type": "Bearer", "expires_in": 300}
        if self.fault == "the token is not JSON":
            return 200, "<html>Errore</html>"
        if self.fault == "there is no token":
            return 200, reply
        return 200, reply | {"id_token": self.identity(question)}

    def identity(self, question: dict[str, str]) -> Any:
        """The identity token, with its fault if it must have one."""
        now = int(time.time())
        claims = {"iss": self.url, "aud": CLIENT, "sub": token_urlsafe(), "iat": now}
        claims |= {"exp": now + 300, "acr": "https://www.spid.gov.it/SpidL2"} | self.person
        claims |= {"nonce": question["nonce"]} if "nonce" in question else {}
        self.in_userinfo = {"sub": claims["sub"]} | self.in_userinfo
        claims = CLAIMS.get(self.fault, dict)(claims)
        return SIGNATURES.get(self.fault, signed)(claims)

    def userinfo(self, authorization: str) -> Answer:
        """What else is known of the person, for who has the access token."""
        if authorization.removeprefix("Bearer ") not in self.tokens:
            return 401, {"error": "invalid_token"}
        if self.fault == "userinfo is refused":
            return 403, {}
        if self.fault == "userinfo is about another person":
            return 200, self.in_userinfo | {"sub": "altra"}
        return 200, self.in_userinfo


class Handler(BaseHTTPRequestHandler):
    """The provider's addresses."""

    provider: Provider

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        asked = dict(parse_qsl(address.query))
        match address.path:
            case "/.well-known/openid-configuration":
                self.answer(*self.provider.configuration())
            case "/keys":
                self.answer(*self.provider.keys())
            case "/authorize":
                self.answer(*self.provider.authorize(asked))
            case "/userinfo":
                self.answer(*self.provider.userinfo(self.headers.get("Authorization", "")))
            case _:
                self.answer(404, {})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.answer(*self.provider.token(dict(parse_qsl(body))))

    def answer(self, status: int, content: Any) -> None:
        self.send_response(status)
        if status == 302:
            self.send_header("Location", f"{RETURN}?{urlencode(content)}")
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        if status != 302:
            self.wfile.write(
                content.encode() if isinstance(content, str) else json.dumps(content).encode()
            )

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@contextmanager
def provider_on_loopback() -> Iterator[Provider]:
    """The provider, listening on a free port until the tests are over."""
    handler = type("OurHandler", (Handler,), {})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        handler.provider = Provider(f"http://127.0.0.1:{server.server_port}")
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield handler.provider
        finally:
            server.shutdown()
            thread.join()

"""What goes wrong over Bolt, as errors of ours in words that say what to do."""

from __future__ import annotations

import ssl

from neo4j.exceptions import AuthError, Neo4jError, ServiceUnavailable, SessionExpired

from interlink.errors import InterlinkError, QueryError, StoreUnavailable
from interlink.graph.store import TooLarge

__all__ = ["WOULD_WRITE", "Disconnected", "is_stopped", "is_too_large", "meaning"]

STOPPED = ("Neo.ClientError.Transaction.Terminated", "Neo.ClientError.Transaction.TransactionTimedOut")
WOULD_WRITE = "the statement would write; queries here are read-only"
FORBIDDEN = "Neo.ClientError.Security."
SIGN_IN = ("Unauthorized", "AuthenticationRateLimit", "CredentialsExpired", "AuthorizationExpired")
MEMORY = ("arcadedb.queryMax", "OutOfMemoryError", "memory.transaction")


class Disconnected(StoreUnavailable):
    """The connection broke; `begun` says that a write may have been done."""

    def __init__(self, message: str, *, begun: bool) -> None:
        super().__init__(message)
        self.begun = begun


def is_too_large(error: Neo4jError) -> bool:
    """Whether the store's memory was what it lacked; trying again would not help."""
    return any(word in (error.code or "") + (error.message or "") for word in MEMORY)


def is_stopped(error: Neo4jError) -> bool:
    """Whether the store stopped it; the embedded one says so by code or, underway, by text only."""
    return (error.code or "").startswith(STOPPED) or "has been terminated" in (error.message or "")


def meaning(
    error: Exception, database: str | None, *, limit_s: float | None = None, begun: bool = False
) -> InterlinkError:
    """The driver's error as one of ours, in words that say what to do.

    `begun` says that a write may have been done, `limit_s` how long a read was given.
    """
    if isinstance(error, (ServiceUnavailable, SessionExpired, OSError)):
        kept = " Whether the transaction was kept is not known." if begun else ""
        why = f"the connection to the graph store broke: {_reason(error)}.{kept}"
        return Disconnected(why, begun=begun)
    if isinstance(error, Neo4jError):
        return _refusal(error, database, limit_s)
    return StoreUnavailable(f"the driver of the graph store gave up: {error}")


def _reason(error: BaseException) -> str:
    """Why there is no connection; the driver keeps a refused certificate beneath words of its own."""
    below: BaseException | None = error
    while below is not None:
        if isinstance(below, ssl.SSLCertVerificationError):
            return (
                f"this machine does not trust the server's certificate ({below.verify_message}). Have it"
                " trust the certificate's authority, such as by SSL_CERT_FILE, or name the server as the"
                " certificate does"
            )
        below = below.__cause__ or below.__context__
    words = " ".join(str(error).rstrip(".").split())
    if "routing information" in words:
        return f"{words} (the same address with bolt in place of neo4j says why)"
    return words


def _refusal(error: Neo4jError, database: str | None, limit_s: float | None) -> InterlinkError:
    code, text = error.code or "", error.message or str(error)
    if isinstance(error, AuthError) or (code.startswith(FORBIDDEN) and code.endswith(SIGN_IN)):
        return StoreUnavailable(f"the graph store refuses the user or password it was given: {text}")
    if code.endswith("DatabaseUnavailable"):
        return StoreUnavailable(f"the graph store's database is not ready: {text}. Try again in a moment.")
    if code.endswith("DatabaseNotFound"):
        return StoreUnavailable(
            f"the graph store has no database '{database or 'of this user'}'. Make it with"
            " `interlink graph rebuild`, or on Neo4j name one that it has by INTERLINK_GRAPH_DATABASE."
        )
    if is_stopped(error):
        after = "" if limit_s is None else f" after {limit_s:.1f} s"
        words = f"stopped{after}: narrow the question or raise the limit"
    elif code.startswith(FORBIDDEN) and "update security" in text:
        words = "the statement asks for rights that queries here do not have"
    elif code.startswith(FORBIDDEN) or code.endswith("AccessMode"):
        words = f"{WOULD_WRITE} ({text})"
    elif is_too_large(error) and limit_s is None:
        return TooLarge(
            f"a change needs more memory than one transaction of the graph store may take ({text})."
            " Give the store more: docs/neo4j.md says where."
        )
    elif is_too_large(error):
        words = f"the statement needs too much of the store's memory: narrow the question ({text})"
    elif code.endswith("SyntaxError"):
        words = f"the statement is not valid Cypher: {text}"
    else:
        words = f"the graph store refused the statement: {text} ({code})"
    return QueryError(words)

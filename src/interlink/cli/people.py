"""Who may ask: principals, roles and tokens."""

from __future__ import annotations

import sys
from dataclasses import asdict
from typing import Annotated

import typer

from interlink.access.register import TOKEN_DAYS
from interlink.cli.options import FormatOption, Purpose, Reason, door
from interlink.cli.output import Format, emit, say
from interlink.ledger.people import PrincipalRow, TokenRow
from interlink.model.moments import moment_text
from interlink.workspace import open_workspace

__all__ = ["principals", "roles", "tokens"]

principals = typer.Typer(help="Who may ask; the first one makes the home shared.", no_args_is_help=True)
roles = typer.Typer(help="What roles may do.", no_args_is_help=True)
tokens = typer.Typer(help="By what programs and the command line sign in.", no_args_is_help=True)

Role = Annotated[
    list[str] | None, typer.Option("--role", help="A role, see `interlink roles list`; repeat for several.")
]
Agency = Annotated[str | None, typer.Option("--agency", help="The agency, as releasable-to lists call it.")]
Country = Annotated[str | None, typer.Option("--country", help="Its country, as the lists call it.")]
Member = Annotated[
    list[str] | None, typer.Option("--member", help="An alliance, such as EU; repeat for several.")
]
Handling = Annotated[str | None, typer.Option("--handling", help="The strictest handling code it sees.")]
Login = Annotated[
    str | None, typer.Option("--login", help="The verified address of its sign-in, or sub: and its subject.")
]
Revision = Annotated[int, typer.Option("--revision", help="At which you saw it, from the list.")]


@principals.command("list")
def list_principals(
    *, fmt: FormatOption = Format.TABLE, purpose: Purpose = None, reason: Reason = None
) -> None:
    """List principals; none for a home of one local user.

    Example: interlink principals list
    """
    workspace, view = door(purpose, reason)
    columns = tuple(PrincipalRow.__dataclass_fields__)
    emit([_flat(row) for row in workspace.principals(view=view)], fmt, columns=columns)


@principals.command("add")
def add(
    name: Annotated[str, typer.Argument(help="What the audit log calls the person or program.")],
    *,
    role: Role = None,
    agency: Agency = None,
    country: Country = None,
    member: Member = None,
    handling: Handling = None,
    login: Login = None,
) -> None:
    """Add a principal. The first has to be an administrator, ends the local user, and gets a token.

    Example: interlink principals add ada --role administrator --agency Police --country NL --handling H3
    """
    workspace = open_workspace()
    row = PrincipalRow(
        name=name,
        login=login,
        agency=agency or "",
        country=country or "",
        memberships=tuple(member or ()),
        roles=tuple(role or ()),
        handling_ceiling=handling or "H0",
    )
    secret = workspace.add_principal(row)
    say(f"'{row.name.strip()}' may ask.")
    if secret:
        say("This home is shared now: everyone signs in. Set INTERLINK_TOKEN to this, told only once:")
        sys.stdout.write(secret + "\n")


@principals.command("change")
def change(
    name: Annotated[str, typer.Argument(help="Whom to change.")],
    *,
    revision: Revision,
    role: Role = None,
    agency: Agency = None,
    country: Country = None,
    member: Member = None,
    handling: Handling = None,
    login: Login = None,
    active: Annotated[
        bool | None, typer.Option("--active/--inactive", help="Whether it may ask at all.")
    ] = None,
) -> None:
    """Change what is given of a principal; lists replace the old ones. It holds from the next look on.

    Example: interlink principals change ada --revision 1 --inactive
    """
    workspace = open_workspace()
    given: dict[str, object] = {
        "roles": None if role is None else tuple(role),
        "agency": agency,
        "country": country,
        "memberships": None if member is None else tuple(member),
        "handling_ceiling": handling,
        "login": login,
        "is_active": active,
    }
    chosen = {each: value for each, value in given.items() if value is not None}
    row = workspace.change_principal(name, revision=revision, **chosen)
    say(f"'{row.name}' stands at revision {row.revision}.")


@principals.command("recover")
def recover(name: Annotated[str, typer.Argument(help="An administrator without a token.")]) -> None:
    """Make a token for an administrator who has none that is good; for who owns the files of the home.

    Example: interlink principals recover ada
    """
    sys.stdout.write(open_workspace().recover(name) + "\n")


@roles.command("list")
def list_roles(*, fmt: FormatOption = Format.TABLE, purpose: Purpose = None, reason: Reason = None) -> None:
    """List roles, their rights, and whether purpose and reason are asked before results.

    Example: interlink roles list
    """
    workspace, view = door(purpose, reason)
    rows: list[dict[str, object]] = [
        {**asdict(row), "rights": " ".join(rights)} for row, rights in workspace.roles(view=view)
    ]
    emit(rows, fmt, columns=("name", "rights", "asks", "revision"))


@roles.command("change")
def change_role(
    name: Annotated[str, typer.Argument(help="The role.")],
    *,
    revision: Revision,
    asks: Annotated[
        bool, typer.Option("--ask/--do-not-ask", help="For purpose and reason, before results.")
    ] = True,
) -> None:
    """Say whether purpose and reason are asked of those who have a role, before they see results.

    Example: interlink roles change data-engineer --do-not-ask --revision 0
    """
    workspace = open_workspace()
    row = workspace.change_role(name, revision=revision, asks=asks)
    say(f"Role '{row.name}' stands at revision {row.revision}.")


@tokens.command("list")
def list_tokens(*, fmt: FormatOption = Format.TABLE, purpose: Purpose = None, reason: Reason = None) -> None:
    """List tokens, oldest first, without their secrets.

    Example: interlink tokens list
    """
    workspace, view = door(purpose, reason)
    rows = [_told(row) for row in workspace.tokens(view=view)]
    emit(rows, fmt, columns=tuple(TokenRow.__dataclass_fields__))


@tokens.command("make")
def make(
    name: Annotated[str, typer.Argument(help="The principal it acts for.")],
    *,
    days: Annotated[int, typer.Option("--days", min=1, max=366, help="How long it is good.")] = TOKEN_DAYS,
) -> None:
    """Make a token and print its secret, which is told only once; set INTERLINK_TOKEN to it.

    Example: interlink tokens make ada --days 7
    """
    workspace = open_workspace()
    row, secret = workspace.make_token(name, days=days)
    until = moment_text(row.expires_at, timespec="seconds")
    say(f"Token {row.id} is good until {until}. Keep it as a password:")
    sys.stdout.write(secret + "\n")


@tokens.command("revoke")
def revoke(number: Annotated[int, typer.Argument(help="Its number, from the list.")]) -> None:
    """End a token at once, such as one that leaked.

    Example: interlink tokens revoke 3
    """
    workspace = open_workspace()
    workspace.revoke_token(number)
    say(f"Token {number} is no good any more.")


def _flat(row: PrincipalRow) -> dict[str, object]:
    return {
        name: ", ".join(value) if isinstance(value, tuple) else value for name, value in vars(row).items()
    }


def _told(row: TokenRow) -> dict[str, object]:
    times = ("made_at", "expires_at", "revoked_at")
    return {**vars(row), **{name: moment_text(getattr(row, name), timespec="seconds") for name in times}}

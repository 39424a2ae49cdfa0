"""`review-toolkit create-admin`."""

import click

from review_toolkit.sign_in.passwords import FEWEST_PASSWORD_CHARACTERS, why_weak


@click.command("create-admin")
@click.argument("email")
@click.option("--name", default="Administrator", show_default=True, help="The person's name.")
@click.option(
    "--password",
    prompt=True,
    hide_input=True,
    confirmation_prompt=True,
    help=f"At least {FEWEST_PASSWORD_CHARACTERS} characters; asked for where it is left out.",
)
def command(email: str, name: str, password: str) -> None:
    """Make an administrator's account for EMAIL, who can then set up reviews."""
    from email_validator import EmailNotValidError, validate_email

    from review_toolkit.access.service import AccountRefused, create_account
    from review_toolkit.commands.running import running_app
    from review_toolkit.database import write_transaction
    from review_toolkit.sign_in.hashing import hash_password

    try:
        validate_email(email, check_deliverability=False)
    except EmailNotValidError as error:
        raise click.BadParameter(f"'{email}' is not an e-mail address: {error}") from error
    if why := why_weak(password, own_words=(email, name)):
        raise click.BadParameter(f"{why}.", param_hint="--password")
    with running_app():
        try:
            with write_transaction():
                create_account(
                    email=email,
                    name=name,
                    password_hash=hash_password(password),
                    is_administrator=True,
                    actor=None,
                )
        except AccountRefused as refused:
            raise click.ClickException(str(refused)) from refused
    click.echo(f"{email} can sign in and set up reviews.")

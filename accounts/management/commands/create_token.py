"""`manage.py create_token E-MAIL`: make an API token for somebody and print it, alone."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts import services
from accounts.models import User
from accounts.scopes import Scope, offered
from common.errors import DomainError


class Command(BaseCommand):
    """Print the secret and nothing else on standard output; refusals go to standard error."""

    help = "Make a personal API token for somebody and print its secret, once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Say whose, what for, what it may do and how long."""
        parser.add_argument("email", help="the e-mail address of the person")
        parser.add_argument("--name", default="Made by an operator", help="what the token is for")
        parser.add_argument(
            "--scopes",
            nargs="+",
            choices=Scope.values,
            help="what it may do; everything that the person may do, unless given",
        )
        parser.add_argument("--days", type=int, default=90, help="how long it lasts (90)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Find the person, make the token, print it."""
        try:
            user = User.objects.get_by_natural_key(options["email"])
        except User.DoesNotExist as error:
            raise CommandError(f"Nobody signs in as {options['email']}.") from error
        if not user.is_active:
            raise CommandError(f"The account of {user.email} is deactivated.")
        try:
            _, secret = services.create_token(
                user,
                name=options["name"],
                scopes=options["scopes"] or offered(to_reviewer=user.is_reviewer),
                lifetime=timedelta(days=options["days"]),
            )
        except DomainError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(secret)

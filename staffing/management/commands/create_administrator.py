"""Make an administrator: the way in to a new installation, and back in to one that nobody can administer."""

from __future__ import annotations

import argparse
import getpass
import sys
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation

from staffing.actions import administrators
from staffing.models import User


class Command(BaseCommand):
    help = "Make an account with the role administrator. The password is asked for, or read as one line from standard input."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--email", required=True)
        parser.add_argument("--name", required=True)

    def handle(self, *_args: Any, **options: Any) -> None:
        user = User(email=options["email"].strip().lower(), name=options["name"].strip())
        with translation.override("en"):  # the words are looked up where the exception is read
            try:
                user.clean_fields(exclude=["password"])
                password = _asked() if sys.stdin.isatty() else sys.stdin.readline().rstrip("\r\n")
                validate_password(password, user)
            except ValidationError as error:
                raise CommandError(" ".join(error.messages)) from error
        try:
            administrators.make_administrator(
                email=user.email, name=user.name, password=password, today=timezone.localdate()
            )
        except administrators.EmailTaken as error:
            raise CommandError(f"There is an account with {user.email} already.") from error
        self.stdout.write(f"{user.email} can sign in and give others their roles.")


def _asked() -> str:
    """Return a password that was typed twice.

    :raises CommandError: when the two differ.
    """
    password = getpass.getpass("Password: ")
    if getpass.getpass("Again: ") != password:
        raise CommandError("The two passwords differ.")
    return password

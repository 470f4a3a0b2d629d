#!/usr/bin/env python
"""Gatehouse's command line."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

from portal.embedded import throwaway

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    if sys.argv[1:2] == ["bench"] and "DATABASE_URL" not in os.environ:
        throwaway.ensure_all()  # before the settings are read: a demo's own services stay quiet
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(f'{error} Start the demo with "make run", or set DATABASE_URL and the rest.')

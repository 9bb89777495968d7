#!/usr/bin/env python
import os
import sys

if sys.argv[1:2] == ["assess_fees"]:
    # The statute is pure: anybody can check a fee with Python alone, without Django and services.
    from projects.rules.command import main

    sys.exit(main(sys.argv[2:]))

from django.core.management import execute_from_command_line

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "airdefense.settings")
execute_from_command_line(sys.argv)

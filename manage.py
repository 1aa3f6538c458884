#!/usr/bin/env python
"""Quarterday's command line."""

import os
import sys

NEED_NO_ENGINES = set("assets check collectstatic demo help legal_dates services version --help --version".split())


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.conf import settings
    from django.core.management import execute_from_command_line

    from config import services
    from config.environment import or_exit

    or_exit(lambda: settings.INSTALLED_APPS)
    if len(sys.argv) > 1 and sys.argv[1] not in NEED_NO_ENGINES:
        try:
            services.start_if_embedded()
        except services.ServiceFailed as failure:
            sys.exit(str(failure))
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()

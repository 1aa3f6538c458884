"""Ends well if the web server in this container says that it is well."""

import os
from urllib.request import Request, urlopen

host = os.environ["ALLOWED_HOSTS"].split(",")[0].strip()
urlopen(Request("http://127.0.0.1:8000/health/?format=text", headers={"Host": host}), timeout=5)

"""Ends well if the web server in this container says that it is well."""

import os
import urllib.request

host = os.environ["ALLOWED_HOSTS"].split(",")[0].strip()
urllib.request.urlopen(urllib.request.Request("http://127.0.0.1:8000/health/?format=text", headers={"Host": host}), timeout=5)

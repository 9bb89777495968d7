"""Container health: `healthcheck.py PART …` succeeds when /healthz says each part is alive."""

import json
import os
import sys
import urllib.error
import urllib.request

request = urllib.request.Request(  # noqa: S310 - our own address
    os.environ.get("HEALTH_URL", "http://127.0.0.1:8000/healthz"),
    headers={"Host": os.environ["ALLOWED_HOSTS"].split(",")[0]},
)
try:
    with urllib.request.urlopen(request, timeout=5) as answer:  # noqa: S310
        parts = json.load(answer)
except urllib.error.HTTPError as error:
    # 503 says that some part is missing, not that it is one of ours.
    parts = json.load(error)
missing = [name for name in sys.argv[1:] if not parts.get(name)]
sys.exit(f"no sign of life: {', '.join(missing)}" if missing else 0)

"""A system of two small services under the real supervisor, with a real Kafka and PostgreSQL: `python tests/local_fakes.py`.

The services do what the supervisor sees of any service: answer /readyz, log JSON, drain on SIGTERM. FAKE_<NAME> changes one: `deaf` ignores
SIGTERM, `broken` ends at once, `never` is never ready.
"""

import asyncio
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from local.progress import stderr_reporter
from local.supervisor import prepare, supervise
from local.system import ServiceSpec, SystemSettings, plan
from local.trouble import Trouble

PROGRAM = """
import http.server, json, os, signal, sys, threading, time
name = sys.argv[1]
mode = os.environ.get("FAKE_" + name.upper(), "")
def log(event, **more):
    print(json.dumps({"timestamp": "2026-01-01T00:00:00Z", "level": "info", "event": event, "service": name, **more}), flush=True)
if mode == "broken":
    sys.exit("this service has a reason")
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = b"waiting for nothing" if mode == "never" else b"ready"
        self.send_response(503 if mode == "never" else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *_): pass
server = http.server.ThreadingHTTPServer(("127.0.0.1", int(os.environ["KLANTSTROOM_HTTP_PORT"])), Handler)
def drain(*_):
    log("drained", at=time.time()); os._exit(0)
signal.signal(signal.SIGTERM, signal.SIG_IGN if mode == "deaf" else drain)
signal.signal(signal.SIGINT, signal.SIG_IGN)
log("started", kafka=os.environ["KLANTSTROOM_KAFKA"], keys=os.environ["KLANTSTROOM_KEYS"])
server.serve_forever()
"""

SERVICES = (
    ServiceSpec("ingest", 8001, ("-c", PROGRAM, "ingest")),
    ServiceSpec("route", 8003, ("-c", PROGRAM, "route")),
)


def main() -> int:
    reporter = stderr_reporter()
    try:
        asyncio.run(supervise(prepare(plan(SystemSettings(), SERVICES), reporter), reporter))
    except Trouble as trouble:
        reporter.say(str(trouble))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

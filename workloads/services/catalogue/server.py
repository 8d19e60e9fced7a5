"""A catalogue in Python's standard library: it asks one other service, over a connection of its own each time."""

import http.client
import json
import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlparse

PRICING = urlparse(os.environ["PRICING_URL"])


def price_of(sku):
    connection = http.client.HTTPConnection(PRICING.hostname, PRICING.port, timeout=5)
    try:
        connection.request("GET", f"/prices/{sku}")
        return json.loads(connection.getresponse().read())
    finally:
        connection.close()


class Catalogue(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        body = b'{"up": true}' if self.path == "/healthz" else json.dumps(price_of("A1")).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


if __name__ == "__main__":
    ThreadingHTTPServer(("127.0.0.1", int(os.environ.get("PORT", "3000"))), Catalogue).serve_forever()

#!/usr/bin/env python3
"""A scanner that speaks MTA Hooks, draft-01. It refuses mail with REFUSE in its subject, and marks all other mail.
Usage: hooks.py PORT [TOKEN]. postprox registers at http://127.0.0.1:PORT/register; without a registration, hooks go to /hook."""
import base64
import email
import http.server
import json
import secrets
import sys

registrations = set()


class Scanner(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if not self.is_allowed():
            self.answer(401, {})
        elif self.path == "/register":
            name = secrets.token_hex(8)
            registrations.add(name)
            self.answer(201, {"registrationId": name, "status": "active", "hookEndpoint": "/hook/" + name,
                              "negotiated": {"inbound": {"stages": ["data"]}},
                              "endpoints": {"deregistration": "/register/" + name}})
        elif self.path == "/hook" or self.path[len("/hook/"):] in registrations:
            self.answer(200, scan(base64.b64decode(request["rawMessage"])))
        else:
            self.answer(404, {})

    def do_DELETE(self):
        registrations.discard(self.path[len("/register/"):] if self.is_allowed() else "")
        self.answer(200, {})

    def is_allowed(self):
        return len(sys.argv) < 3 or self.headers["Authorization"] == "Bearer " + sys.argv[2]

    def answer(self, status, body):
        self.send_response(status)
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())


def scan(message):
    if "REFUSE" in str(email.message_from_bytes(message)["Subject"]):
        return {"set": [{"path": "/action", "value": "reject"}, {"path": "/response", "value": {
            "code": 550, "enhancedCode": "5.7.1", "message": "The scanner does not like the subject"}}]}
    return {"add": [{"path": "/message/headers", "index": 0, "value": {"name": "X-Scanned", "value": "by hooks.py"}}]}


http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Scanner).serve_forever()

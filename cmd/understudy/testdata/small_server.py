"""A small server with the seven operations and little else, written with the standard library only. It makes five mistakes,
each of them where "MISTAKE" is written."""

import json
import re
import sys
import threading
from datetime import datetime, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

TOKEN, PROJECT, SHA = sys.argv[1], "acme/shop", sys.argv[2]
STATUSES = ["created", "running", "success", "failed", "canceled", "blocked"]
SETTABLE = ["running", "success", "failed", "canceled"]
ORDERS = ["id", "iid", "created_at", "updated_at", "finished_at", "ref"]
USER = {"id": 1, "name": "Alice", "username": "alice", "state": "active", "avatar_url": None, "web_url": "http://127.0.0.1/alice"}
KINDS = {"order_by": ORDERS, "sort": ["asc", "desc"], "status": STATUSES}

lock = threading.RLock()
deployments, environments, counter = {}, {}, [40]


class Refused(Exception):
    def __init__(self, code, body):
        super().__init__(code)
        self.code, self.body = code, body


def now():
    return datetime.now(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def moment(text, name):
    try:
        return datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()
    except ValueError:
        raise Refused(400, {"error": name + " is invalid"})


def shown(deployment):
    return {key: value for key, value in deployment.items() if key != "finished_at"}


def find(number):
    if not number.isdigit():
        raise Refused(400, {"error": "deployment_id is invalid"})
    if int(number) not in deployments:
        raise Refused(404, {"message": "404 Not found"})
    return deployments[int(number)]


def create(form):
    missing = [name + " is " + ("missing" if name not in form else "empty")
               for name in ("environment", "sha", "ref", "tag", "status") if not str(form.get(name, ""))]
    if missing:
        raise Refused(400, {"error": ", ".join(missing)})
    if str(form["tag"]).lower() not in ("true", "false"):
        raise Refused(400, {"error": "tag is invalid"})
    if form["status"] not in SETTABLE:
        raise Refused(400, {"error": "status does not have a valid value"})
    if form["sha"] not in (SHA, "main") or form["ref"] not in (SHA, "main"):
        raise Refused(400, {"message": "The sha or the ref does not exist"})
    counter[0] += 1
    name, time = form["environment"], now()
    environment = environments.setdefault(name, {"id": len(environments) + 1, "name": name, "external_url": None})
    deployment = {
        "id": counter[0], "iid": counter[0] - 40, "ref": form["ref"], "sha": form["sha"], "created_at": time, "updated_at": time,
        "status": form["status"], "user": USER, "environment": environment, "deployable": None,
        "finished_at": None if form["status"] == "running" else time,
    }
    deployments[deployment["id"]] = deployment
    return 200, shown(deployment)  # MISTAKE 1: not 201


def update(deployment, form):
    status = form.get("status", deployment["status"])  # MISTAKE 2: an update without status is accepted
    if status not in SETTABLE:
        raise Refused(400, {"error": "status does not have a valid value"})
    deployment.update(status=status, updated_at=now())
    if status != "running":
        deployment["finished_at"] = deployment["updated_at"]
    return 200, shown(deployment)


def delete(deployment):
    # MISTAKE 3: a running deployment is deleted
    siblings = [d for d in deployments.values() if d["environment"] is deployment["environment"] and d["status"] == "success"]
    if siblings and max(siblings, key=lambda d: (d["finished_at"], d["id"])) is deployment:
        raise Refused(400, {"message": "Deployment currently deployed to environment"})
    del deployments[deployment["id"]]
    return 204, None


def check(query):
    wrong = [name for name, values in KINDS.items() if name in query and query[name] not in values]
    if wrong:
        raise Refused(400, {"error": ", ".join(name + " does not have a valid value" for name in wrong)})
    for name in ("page", "per_page"):
        if name in query and not query[name].isdigit():
            raise Refused(400, {"error": name + " is invalid"})
    finished = [name for name in ("finished_after", "finished_before") if name in query]
    if finished and (query.get("order_by") != "finished_at" or query.get("status") != "success"):
        raise Refused(400, {"message": "finished filters need order_by=finished_at and status=success"})


def select(query):
    check(query)
    found = list(deployments.values())
    if "environment" in query:
        # MISTAKE 4: the start of a name will do
        found = [d for d in found if d["environment"]["name"].startswith(query["environment"])]
    if "status" in query:
        found = [d for d in found if d["status"] == query["status"]]
    for what in ("updated", "finished"):
        for edge, keep in (("after", lambda at, bound: at >= bound), ("before", lambda at, bound: at <= bound)):
            if f"{what}_{edge}" in query:
                bound = moment(query[f"{what}_{edge}"], f"{what}_{edge}")
                found = [d for d in found if d[what + "_at"] and keep(moment(d[what + "_at"], ""), bound)]
    # MISTAKE 5: sort=desc is ignored
    return sorted(found, key=lambda d: (d[query.get("order_by", "id")] or "", d["id"]))


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = 65536  # head and body in one packet
    disable_nagle_algorithm = True

    def log_message(self, *_):
        pass

    def answer(self, code, body, headers=()):
        content = b"" if body is None else json.dumps(body).encode()
        self.send_response(code)
        for name, value in headers:
            self.send_header(name, value)
        if body is not None:
            self.send_header("Content-Type", "application/json")
        if code != 204:
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def form(self):
        content = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        if "json" in self.headers.get("Content-Type", ""):
            return json.loads(content)
        return dict(parse_qsl(content, keep_blank_values=True))

    def page(self, query):
        found = select(query)
        size, number = min(int(query.get("per_page", 20)), 100), int(query.get("page", 1))
        last = max(1, -(-len(found) // size))
        links = {"prev": number - 1 if number > 1 else 0, "next": number + 1 if number < last else 0, "first": 1, "last": last}
        base = "http://" + self.headers["Host"] + urlsplit(self.path).path + "?"
        link = ", ".join(f'<{base}{urlencode({**query, "page": n, "per_page": size})}>; rel="{name}"' for name, n in links.items() if n)
        headers = [("X-Page", number), ("X-Per-Page", size), ("X-Next-Page", links["next"] or ""), ("X-Prev-Page", links["prev"] or ""),
                   ("X-Total", len(found)), ("X-Total-Pages", last), ("Link", link)]
        self.answer(200, [shown(d) for d in found[(number - 1) * size:number * size]], [(n, str(v)) for n, v in headers])

    def route(self):
        form = self.form()
        url = urlsplit(self.path)
        match = re.fullmatch(r"/api/v4/projects/([^/]+)/deployments(?:/([^/]+)(/merge_requests|/approval)?)?", url.path)
        if not match:
            raise Refused(404, {"error": "404 Not Found"})
        if self.headers.get("PRIVATE-TOKEN") != TOKEN:
            raise Refused(401, {"message": "401 Unauthorized"})
        if unquote(match[1]) not in (PROJECT, "1"):
            raise Refused(404, {"message": "404 Project Not Found"})
        query = dict(parse_qsl(url.query))
        operation = (self.command, match[2] is not None, match[3])
        if operation == ("GET", False, None):
            return self.page(query)
        if operation == ("POST", False, None):
            return self.answer(*create(form))
        if operation == ("GET", True, "/merge_requests"):
            if query.get("state", "all") not in ("opened", "closed", "locked", "merged", "all"):
                raise Refused(400, {"error": "state does not have a valid value"})
            return self.answer(200, [], [("X-Page", "1"), ("X-Per-Page", "20"), ("X-Next-Page", ""), ("X-Prev-Page", ""),
                                         ("Link", f'<http://{self.headers["Host"]}{quote(url.path)}?page=1>; rel="first"')])
        if operation == ("POST", True, "/approval"):
            find(match[2])
            raise Refused(400, {"message": "This environment is not protected."})
        if operation[1:] == (True, None) and self.command in ("GET", "PUT", "DELETE"):
            deployment = find(match[2])
            return self.answer(*{"GET": lambda: (200, shown(deployment)), "PUT": lambda: update(deployment, form),
                                 "DELETE": lambda: delete(deployment)}[self.command]())
        raise Refused(405, {"error": "405 Not Allowed"})

    def do_GET(self):
        with lock:
            try:
                self.route()
            except Refused as refused:
                self.answer(refused.code, refused.body)

    do_POST = do_PUT = do_DELETE = do_PATCH = do_GET


server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
server.daemon_threads = True
print(server.server_address[1], flush=True)
server.serve_forever()

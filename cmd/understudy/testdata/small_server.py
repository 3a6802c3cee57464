"""A small server with the seven operations and little else, written with the standard library only. It makes five mistakes,
each of them where "MISTAKE" is written."""

import json
import re
import sys
import threading
from datetime import datetime, timezone
from email.parser import BytesParser
from email.utils import parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

TOKEN, PROJECT, SHA = sys.argv[1], "acme/shop", sys.argv[2]
STATUSES = ["created", "running", "success", "failed", "canceled", "blocked"]
SETTABLE = ["running", "success", "failed", "canceled"]
ORDERS = ["id", "iid", "created_at", "updated_at", "finished_at", "ref"]
USER = {"id": 1, "name": "Alice", "username": "alice", "state": "active", "avatar_url": None, "web_url": "http://127.0.0.1/alice"}
TIMES = ["updated_after", "updated_before", "finished_after", "finished_before"]
MR_TIMES = ["created_after", "created_before", "updated_after", "updated_before", "deployed_after", "deployed_before"]
MR_VALUES = {"state": ["opened", "closed", "locked", "merged", "all"], "sort": ["asc", "desc"], "wip": ["yes", "no"],
             "scope": ["created_by_me", "assigned_to_me", "reviews_for_me", "all"], "view": ["simple"],
             "order_by": ["created_at", "label_priority", "milestone_due", "popularity", "priority", "title", "updated_at", "merged_at"],
             "with_labels_details": ["true", "false"], "with_merge_status_recheck": ["true", "false"], "render_html": ["true", "false"],
             "approved": ["yes", "no"]}
MR_PEOPLE = ["author", "assignee", "reviewer", "merge_user"]

lock = threading.RLock()
deployments, environments, given, clock = {}, {}, [40], [0.0]


class Refused(Exception):
    def __init__(self, code, body):
        super().__init__(code)
        self.code, self.body = code, body


def refuse(*errors):
    raise Refused(400, {"error": ", ".join(errors)})


def now():
    """A time later than any before it, to the millisecond."""
    clock[0] = max(round(datetime.now(timezone.utc).timestamp(), 3), clock[0] + 0.001)
    return datetime.fromtimestamp(clock[0], timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def moment(text):
    if not text.isascii():
        raise ValueError(text)
    at = datetime.fromisoformat(text.replace("Z", "+00:00"))
    return (at if at.tzinfo else at.replace(tzinfo=timezone.utc)).timestamp()


def is_time(text):
    try:
        return moment(text) is not None
    except (ValueError, OverflowError):
        return False


def is_integer(text):
    return re.fullmatch(r"[+-]?[0-9]+", text, re.ASCII) is not None


def shown(deployment):
    return {key: value for key, value in deployment.items() if key not in ("finished_at", "tag")}


def find(number):
    if not is_integer(number):
        refuse("deployment_id is invalid")
    if int(number) not in deployments:
        raise Refused(404, {"message": "404 Not found"})
    return deployments[int(number)]


def absent(form, *names):
    """What of these is missing or empty, in the words of a refusal."""
    return [name + " is " + ("empty" if name in form else "missing") for name in names if form.get(name) is None or not str(form[name]).strip()]


def is_name(name):
    return isinstance(name, str) and len(name) <= 255 and re.fullmatch(r"[A-Za-z0-9_/${}. -]+", name) and name.strip("/") == name


def create(form):
    wrong = absent(form, "environment", "sha", "ref", "tag", "status")
    missing = {text.split()[0] for text in wrong}
    if "tag" not in missing and str(form["tag"]).lower() not in ("true", "false", "1", "0"):
        wrong.append("tag is invalid")
    if "status" not in missing and form["status"] not in SETTABLE:
        wrong.append("status does not have a valid value")
    wrong += [name + " is invalid" for name in ("environment", "sha", "ref") if name not in missing and not isinstance(form[name], str)]
    if wrong:
        refuse(*wrong)
    for name in ("sha", "ref"):
        if form[name] != "main" and not (form[name] == SHA or name == "sha" and len(form[name]) > 6 and SHA.startswith(form[name])):
            raise Refused(400, {"message": f"The {name} does not exist"})
    if not is_name(form["environment"]):
        raise Refused(400, {"message": "Name can contain only letters, digits and some other characters"})
    environment = environments.setdefault(form["environment"], {"id": len(environments) + 1, "name": form["environment"], "external_url": None})
    tag, here = str(form["tag"]).lower() in ("true", "1"), current(environment)
    if form["status"] == "success" and here and (here["ref"], here["sha"], here["tag"]) == (form["ref"], form["sha"], tag):
        return 200, shown(here)  # MISTAKE 1: not 201
    given[0] += 1
    time = now()
    deployment = {
        "id": given[0], "iid": given[0] - 40, "ref": form["ref"], "sha": form["sha"], "created_at": time, "updated_at": time,
        "status": form["status"], "user": USER, "environment": environment, "deployable": None, "tag": tag,
        "finished_at": None if form["status"] == "running" else time,
    }
    deployments[deployment["id"]] = deployment
    return 200, shown(deployment)  # MISTAKE 1: not 201


def update(deployment, form):
    status = form.get("status", deployment["status"])  # MISTAKE 2: an update without status is accepted
    if status not in SETTABLE:
        refuse("status does not have a valid value")
    if "status" not in form:
        return 200, shown(deployment)
    if status in ("running", deployment["status"]):
        raise Refused(400, {"message": f"Cannot move to {status}"})
    deployment.update(status=status, updated_at=now())
    deployment["finished_at"] = deployment["updated_at"]
    return 200, shown(deployment)


def current(environment):
    successes = [d for d in deployments.values() if d["environment"] is environment and d["status"] == "success"]
    return max(successes, key=lambda d: (d["finished_at"], d["id"]), default=None)


def delete(deployment, since):
    # MISTAKE 3: a running deployment is deleted
    if current(deployment["environment"]) is deployment:
        raise Refused(400, {"message": "Deployment currently deployed to environment"})
    if since and moment(deployment["updated_at"]) > parsedate_to_datetime(since).timestamp():
        raise Refused(412, {"message": "412 Precondition Failed"})
    del deployments[deployment["id"]]
    return 204, None


def check(query, values, times, numbers=()):
    wrong = [name + " does not have a valid value" for name, allowed in values.items() if name in query and query[name] not in allowed]
    wrong += [name + " is invalid" for name in times if query.get(name) and not is_time(query[name])]
    wrong += [name + " is invalid" for name in ("page", "per_page") if query.get(name) and not is_integer(query[name])]
    wrong += [name + " is invalid" for name in numbers if name in query and not is_integer(query[name])]
    if "per_page" in query and is_integer(query["per_page"]) and int(query["per_page"]) == 0:
        wrong.append("per_page has a value not allowed")
    if wrong:
        refuse(*wrong)


def select(query):
    check(query, {"order_by": ORDERS, "sort": ["asc", "desc"], "status": STATUSES}, TIMES)
    order, status = query.get("order_by", "id"), query.get("status")
    updated, finished = [[name for name in TIMES if query.get(name) and name.startswith(what)] for what in ("updated", "finished")]
    for wrong, text in (
        (updated and finished, "Both updated_at and finished_at filters cannot be specified"),
        (updated and order != "updated_at", "updated_at filters need order_by=updated_at"),
        (finished and order != "finished_at", "finished_at filters need order_by=finished_at"),
        (finished and status != "success", "finished_at filters need status=success"),
        (order == "finished_at" and not status, "order_by=finished_at needs a status"),
    ):
        if wrong:
            raise Refused(400, {"message": text})
    found = list(deployments.values())
    if "environment" in query:
        # MISTAKE 4: the start of a name will do
        found = [d for d in found if d["environment"]["name"].startswith(query["environment"])]
    if status:
        found = [d for d in found if d["status"] == status]
    for name in updated + finished:
        what, edge = name.split("_")
        found = [d for d in found if (moment(d[what + "_at"]) > moment(query[name]) if edge == "after" else moment(d[what + "_at"]) < moment(query[name]))]
    # MISTAKE 5: sort=desc is ignored
    return sorted(found, key=lambda d: (d[order] or "", d["id"]))


def merge_requests(query):
    """No deployment of this server ever shipped any."""
    numbers = [person + "_id" for person in MR_PEOPLE] + ["source_project_id"]
    check(query, MR_VALUES, MR_TIMES, [name for name in numbers if query.get(name) not in ("None", "Any")])
    wrong = [person + "_id" for person in MR_PEOPLE if person + "_id" in query and (person + "_username" in query or person + "_username[]" in query)]
    if wrong:
        refuse(", ".join(wrong) + " are mutually exclusive with the username")
    if "not" in query:
        refuse("not is invalid")
    return []


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
            self.send_header(name, str(value))
        if body is not None:
            self.send_header("Content-Type", "application/json")
        if code != 204:
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def form(self):
        """The attributes, in whatever encoding they come, and in the query."""
        content = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        kind = self.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        attributes = dict(parse_qsl(urlsplit(self.path).query, keep_blank_values=True))
        if not content or self.command not in ("POST", "PUT", "DELETE"):
            return attributes
        if kind == "application/json":
            try:
                parsed = json.loads(content)
            except ValueError:
                raise Refused(400, {"error": "The body is no JSON"})
            return {**attributes, **(parsed if isinstance(parsed, dict) else {})}
        if kind == "application/x-www-form-urlencoded":
            return {**attributes, **dict(parse_qsl(content.decode(), keep_blank_values=True))}
        if kind == "multipart/form-data":
            message = BytesParser().parsebytes(b"Content-Type: " + self.headers["Content-Type"].encode() + b"\r\n\r\n" + content)
            return {**attributes, **{part.get_param("name", header="content-disposition"): part.get_payload(decode=True).decode() for part in message.get_payload()}}
        raise Refused(415, {"error": "The provided content-type is not supported."})

    def page(self, found, query):
        size, number = [int(query.get(name) or otherwise) for name, otherwise in (("per_page", 20), ("page", 1))]
        size, number = min(size if size > 0 else 20, 100), max(number, 1)
        last = max(1, -(-len(found) // size))
        links = {"prev": number - 1 if number > 1 else 0, "next": number + 1 if number < last else 0, "first": 1, "last": last}
        base = "http://" + self.headers["Host"] + urlsplit(self.path).path + "?"
        link = ", ".join(f'<{base}{urlencode({**query, "page": n, "per_page": size})}>; rel="{name}"' for name, n in links.items() if n)
        self.answer(200, found[(number - 1) * size:number * size], [
            ("X-Page", number), ("X-Per-Page", size), ("X-Next-Page", links["next"] or ""), ("X-Prev-Page", links["prev"] or ""),
            ("X-Total", len(found)), ("X-Total-Pages", last), ("Link", link)])

    def token(self, form):
        bearer = self.headers.get("Authorization", "")
        return self.headers.get("PRIVATE-TOKEN") or (bearer[7:] if bearer.startswith("Bearer ") else None) or form.get("private_token")

    def route(self):
        form = self.form()
        url = urlsplit(self.path)
        match = re.fullmatch(r"/api/v4/projects/([^/]+)/deployments(?:/([^/]+)(/merge_requests|/approval)?)?", url.path)
        if not match:
            raise Refused(404, {"error": "404 Not Found"})
        if self.token(form) != TOKEN:
            raise Refused(401, {"message": "401 Unauthorized"})
        query = dict(parse_qsl(url.query, keep_blank_values=True))
        method = "GET" if self.command == "HEAD" else self.command
        operations = {
            ("GET", False, None): lambda: self.page([shown(d) for d in select(query)], query),
            ("POST", False, None): lambda: self.answer(*create(form)),
            ("GET", True, None): lambda: self.answer(200, shown(find(match[2]))),
            ("PUT", True, None): lambda: self.answer(*update(find(match[2]), form)),
            ("DELETE", True, None): lambda: self.answer(*delete(find(match[2]), self.headers.get("If-Unmodified-Since"))),
            ("GET", True, "/merge_requests"): lambda: self.merge_requests(match[2], query),
            ("POST", True, "/approval"): lambda: self.approve(find(match[2])),
        }
        operation = operations.get((method, match[2] is not None, match[3]))
        if not operation:
            raise Refused(405, {"error": "405 Not Allowed"})
        if unquote(match[1]).lower() not in (PROJECT, "1"):
            raise Refused(404, {"message": "404 Project Not Found"})
        operation()

    def merge_requests(self, number, query):
        if not is_integer(number):
            refuse("deployment_id is invalid")
        self.page(merge_requests(query), query)

    def approve(self, _):
        raise Refused(400, {"message": "This environment is not protected."})

    def do_GET(self):
        with lock:
            try:
                self.route()
            except Refused as refused:
                self.answer(refused.code, refused.body)

    do_HEAD = do_POST = do_PUT = do_DELETE = do_PATCH = do_GET


server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
server.daemon_threads = True
print(server.server_address[1], flush=True)
server.serve_forever()

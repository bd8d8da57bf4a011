"""A worker of tasker in Python: the standard library, HTTP, and no database. See docs/worker_protocol.md."""
import json, os, sys, threading, urllib.request

URL = os.environ.get("TASKER_URL", "http://127.0.0.1:8080").rstrip("/")
KEY = os.environ.get("TASKER_API_KEY")


def call(method, path, body=None):
    request = urllib.request.Request(URL + path, method=method, data=None if body is None else json.dumps(body).encode())
    request.add_header("Content-Type", "application/json")
    if KEY:
        request.add_header("X-API-Key", KEY)
    with urllib.request.urlopen(request, timeout=60) as response:
        return json.load(response)


def add(context, dependencies):
    """An example of a handler: what it returns is the step's result."""
    return {"sum": sum(context["numbers"])}


HANDLERS = {"python.add": add}


def attempt(step):
    result = {"step_uuid": step["step_uuid"], "attempt": step["attempt"]}
    try:
        value = HANDLERS[step["handler"]](step["context"], step["dependencies"])
        return {**result, "success": True, "result": value}
    except Exception as error:
        return {**result, "success": False, "error": {"message": str(error), "error_type": type(error).__name__}}


def keep_alive(path, stop):
    while not stop.wait(10):
        call("POST", path + "/heartbeat", {"lease_seconds": 30})


def main(namespaces, steps_wanted=None):
    worker = call("POST", "/v1/workers", {"namespaces": namespaces, "handlers": list(HANDLERS), "info": {"language": "python"}})
    path, stop, done = "/v1/workers/" + worker["worker_uuid"], threading.Event(), 0
    threading.Thread(target=keep_alive, args=(path, stop), daemon=True).start()
    try:
        while steps_wanted is None or done < steps_wanted:
            steps = call("POST", path + "/claim", {"namespaces": namespaces, "limit": 10, "wait_seconds": 20})
            while steps:
                results = [attempt(step) for step in steps]
                done += len(results)
                steps = call("POST", path + "/complete", {"results": results, "take": 10})["steps"]
    finally:
        stop.set()
        call("DELETE", path)


if __name__ == "__main__":
    main(sys.argv[1].split(","), int(sys.argv[2]) if len(sys.argv) > 2 else None)

"""A front end without a browser: it talks to a real kernel as JupyterLab does."""

import queue
import time

from jupyter_client.manager import start_new_kernel


class FrontEnd:
    """Runs cells, keeps the state of every widget, and moves controls from the outside."""

    def __init__(self, folder=None):
        self._manager, self._client = start_new_kernel(cwd=folder)
        self.widgets = {}
        self.changes = []
        self.outputs = []

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self._client.stop_channels()
        self._manager.shutdown_kernel(now=True)

    def run(self, code):
        """Run a cell to its end and return the data of its result; `outputs` holds all it shows."""
        content = {"code": code, "silent": False, "store_history": True, "allow_stdin": False}
        metadata = {"deletedCells": []}  # by which JupyterLab is known
        message = self._client.session.msg("execute_request", content, metadata=metadata)
        self._client.shell_channel.send(message)
        request = message["header"]["msg_id"]
        output = {}
        self.outputs = []
        while True:
            message = self._receive(timeout=60)
            output = self._keep(message) or output
            if message["msg_type"] == "error":
                raise AssertionError("\n".join(message["content"]["traceback"]))
            if self._is_idle(message, request):
                return output

    def move(self, model, **state):
        """Set a control as a reader's drag does; the kernel answers later. Returns the request."""
        data = {"method": "update", "state": state, "buffer_paths": []}
        message = self._client.session.msg("comm_msg", {"comm_id": model, "data": data})
        self._client.shell_channel.send(message)
        return message["header"]["msg_id"]

    def answer(self, is_answer, model, timeout=3.0, **state):
        """Move a control; return the seconds until a message answers, or None if none does."""
        start = time.perf_counter()
        self.move(model, **state)
        while (left := start + timeout - time.perf_counter()) > 0:
            try:
                message = self._receive(timeout=left)
            except queue.Empty:
                break
            self._keep(message)
            if is_answer(message):
                return time.perf_counter() - start
        return None

    def drag(self, is_answer, model, states, every=0.01, quiet=1.0):
        """Move a control through many states, as a browser does.

        While the kernel is busy with one move, the next waits in the browser, and only the newest:
        `ipywidgets` sends one at a time. Returns the seconds from the last move to the last
        message that answers, and how many did.
        """
        start = time.perf_counter()
        end = last = start + every * (len(states) - 1)
        sent, request, answers = -1, None, 0
        while sent < len(states) - 1 or time.perf_counter() < max(end, last) + quiet:
            newest = min(int((time.perf_counter() - start) / every), len(states) - 1)
            if request is None and newest > sent:
                request, sent = self.move(model, **states[newest]), newest
            try:
                message = self._receive(timeout=every / 2)
            except queue.Empty:
                continue
            self._keep(message)
            if is_answer(message):
                last = time.perf_counter()
                answers += 1
            if self._is_idle(message, request):
                request = None
        return last - end, answers

    def settle(self, quiet=0.5):
        """Keep what arrives until nothing has arrived for `quiet` seconds."""
        deadline = time.monotonic() + quiet
        while (left := deadline - time.monotonic()) > 0:
            try:
                message = self._receive(timeout=left)
            except queue.Empty:
                return
            if message["msg_type"].startswith("comm"):
                deadline = time.monotonic() + quiet
            self._keep(message)

    def find(self, kind):
        """Return the id of the newest widget of a kind, such as "FloatSliderModel"."""
        return [model for model, state in self.widgets.items() if state.get("_model_name") == kind][
            -1
        ]

    def _receive(self, timeout):
        return self._client.get_iopub_msg(timeout=timeout)

    def _keep(self, message):
        """Remember a widget's state and what is shown; return the data of a result."""
        content = message["content"]
        if message["msg_type"] == "comm_open":
            self.widgets[content["comm_id"]] = dict(content["data"]["state"])
        elif message["msg_type"] == "comm_msg" and content["data"].get("method") == "update":
            self.widgets[content["comm_id"]].update(content["data"]["state"])
            self.changes.append((content["comm_id"], content["data"]["state"]))
        elif message["msg_type"] in ("stream", "display_data", "execute_result"):
            self.outputs.append(content)
        return content.get("data") if message["msg_type"] == "execute_result" else None

    @staticmethod
    def _is_idle(message, request):
        return (
            message["msg_type"] == "status"
            and message["content"]["execution_state"] == "idle"
            and message["parent_header"].get("msg_id") == request
        )

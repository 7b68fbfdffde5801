"""A front end without a browser: it talks to a real kernel as JupyterLab does."""

import queue
import time

from jupyter_client.manager import start_new_kernel


class FrontEnd:
    """Runs cells, keeps the state of every widget, and moves controls from the outside."""

    def __init__(self):
        self._manager, self._client = start_new_kernel()
        self.widgets = {}
        self.changes = []

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self._client.stop_channels()
        self._manager.shutdown_kernel(now=True)

    def run(self, code):
        """Run a cell to its end and return the data of its last output."""
        request = self._client.execute(code)
        output = {}
        while True:
            message = self._receive(timeout=60)
            output = self._keep(message) or output
            if message["msg_type"] == "error":
                raise AssertionError("\n".join(message["content"]["traceback"]))
            if self._is_idle(message, request):
                return output

    def move(self, model, **state):
        """Set a control as a reader's drag does; the kernel answers later."""
        data = {"method": "update", "state": state, "buffer_paths": []}
        content = {"comm_id": model, "data": data}
        self._client.shell_channel.send(self._client.session.msg("comm_msg", content))

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
        """Remember a widget's state; return the data of an output."""
        content = message["content"]
        if message["msg_type"] == "comm_open":
            self.widgets[content["comm_id"]] = dict(content["data"]["state"])
        elif message["msg_type"] == "comm_msg" and content["data"].get("method") == "update":
            self.widgets[content["comm_id"]].update(content["data"]["state"])
            self.changes.append((content["comm_id"], content["data"]["state"]))
        return content.get("data") if message["msg_type"] == "execute_result" else None

    @staticmethod
    def _is_idle(message, request):
        return (
            message["msg_type"] == "status"
            and message["content"]["execution_state"] == "idle"
            and message["parent_header"].get("msg_id") == request
        )

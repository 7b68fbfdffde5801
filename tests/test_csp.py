"""The site under a strict content security policy.

The tests' server sends the policy with every page, and a visit reports every violation as a
complaint of the console. So `test_site.py`, which opens each page and moves each control to all its
positions, does so under the policy; here it is seen that the policy is there and that it bites.
"""

import threading
from urllib.request import urlopen

import pytest

from tests.conftest import POLICY, StrictHandler, Visit
from tools.serve import server

VIOLATIONS = {
    "script": "<script>document.title = 'ran'</script>",
    "handler": "<button onclick='document.title = 1'>press</button>",
    "style": "<p style='color: red'>red</p>",
    "image": "<img src='https://elsewhere.invalid/a.png' alt='none'>",
}


def test_every_page_comes_with_the_policy(site):
    for name in ("", "chapters/activations.html", "search.html"):
        with urlopen(site + name) as answer:
            assert answer.headers["Content-Security-Policy"] == POLICY


@pytest.fixture
def breaking(tmp_path):
    """Serve one page for each way to break the policy, just as the site is served."""
    for name, markup in VIOLATIONS.items():
        (tmp_path / f"{name}.html").write_text(
            f"<!doctype html><title>as sent</title>{markup}", encoding="utf-8"
        )
    with server(port=0, site=tmp_path, handler=StrictHandler) as http:
        threading.Thread(target=http.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{http.server_port}/"
        http.shutdown()


@pytest.mark.parametrize("name", VIOLATIONS)
def test_a_page_that_broke_the_policy_would_be_reported(browser, breaking, name):
    visit = Visit(browser, breaking)
    page = visit.open_plain(f"{name}.html")
    page.wait_for_load_state("networkidle")
    visit.context.close()
    violations = [text for text in visit.complaints if "Content Security Policy" in text]
    assert len(violations) == 1

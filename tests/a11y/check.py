"""Every accepted page in a real browser: ``python -m tests.a11y.check AXE_JS``. ``nox -s a11y`` fetches axe-core and runs it.

For each page, light and dark, wide and on a phone: no finding of axe-core (WCAG 2.0 to 2.2 A and AA, and best practice), nothing
wider than the screen, no request but the page itself, page one on one sheet of A4, and the same picture inside a sandboxed frame. Needs Chromium on the machine.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from html import unescape
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pypdf

from riskscan.reports import render
from tests.golden.cases import GOLDEN
from tests.reports import samples

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--hide-scrollbars", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)  # fmt: skip
VIEWS = (("light", 1200), ("dark", 1200), ("light", 500), ("dark", 500))  # Chromium's window is never narrower than 500 px
PHONE = 390
ATTEMPTS = 5
SEVERAL = ("sample-repo", "sample-hostile")  # a table of files comes first; names of 10,000 characters need more than a sheet
DARK = "@media screen and (prefers-color-scheme:dark)"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = """<script>%s</script><pre id="found"></pre><script>
axe.run(document, {runOnly: %s}).then(r => {
  const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  document.getElementById('found').textContent = JSON.stringify({wide: wide, passes: r.passes.length,
    violations: r.violations.map(v => v.id + ': ' + v.nodes.slice(0, 3).map(n => n.target + ' ' + n.failureSummary).join(' | '))});
});</script></body>"""


def pages() -> dict[str, str]:
    """Page by name: the accepted ones, and samples of what no accepted one shows."""
    found = {path.parent.name: path.read_text(encoding="utf-8") for path in sorted(GOLDEN.glob("*/report.html"))}
    return found | {f"sample-{name}": render(samples.ALL[name](), "html") for name in ("unread", "repo", "reviewer", "hostile")}


def browser() -> str:
    """The browser on this machine."""
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found is None:
        sys.exit("no Chromium on this machine")
    return found


def run(program: str, *arguments: str) -> str:
    """What the browser writes, started with an empty profile."""
    with tempfile.TemporaryDirectory() as profile:
        done = subprocess.run(
            [program, *FLAGS, f"--user-data-dir={profile}", *arguments], capture_output=True, text=True, timeout=180, check=True
        )
    return done.stdout


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Says nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address at which the folder is served."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()


def findings(program: str, folder: Path, name: str, text: str, axe: str, scheme: str, width: int) -> list[str]:
    """What axe-core finds. Its own script needs a page without the policy, so that one line is left out here."""
    text = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", text)
    if DARK not in text:
        return [f"{name}: no dark palette"]
    text = text.replace(DARK, "@media screen") if scheme == "dark" else text.replace(DARK, "@media not all")
    file = folder / f"{name}-{scheme}-{width}.html"
    file.write_text(text.replace("</body>", RUN % (axe, json.dumps(TAGS))), encoding="utf-8")
    out = run(program, f"--window-size={width},1400", "--virtual-time-budget=60000", "--dump-dom", file.as_uri())
    found = re.search(r'(?s)<pre id="found">(.*?)</pre>', out)
    if found is None or not found[1]:
        return [f"{name} {scheme} {width}: axe-core gave no answer"]
    said = json.loads(unescape(found[1]))
    wide = [f"{said['wide']} px wider than the screen"] if said["wide"] > 0 else []
    return [f"{name} {scheme} {width}: {one}" for one in (*said["violations"], *wide)]


def asked(program: str, folder: Path, address: str, name: str) -> set[str]:
    """Addresses that are asked for while a page is shown, those of the browser itself among them."""
    log = folder / f"{name}.netlog"
    run(program, f"--log-net-log={log}", "--dump-dom", f"{address}/{name}.html")
    found = re.findall(r'"url":"((?:https?|ftp|ws|wss)://[^"]+)"', log.read_text(encoding="utf-8", errors="replace"))
    return {one.partition("?")[0] for one in found} - {f"{address}/{name}.html", f"{address}/"}


def requests(program: str, folder: Path, address: str, name: str, text: str) -> list[str]:
    """Addresses that the page asks for beside itself: those that an empty page does not ask for."""
    (folder / f"{name}.html").write_text(text, encoding="utf-8")
    more = asked(program, folder, address, name)
    if more:
        empty = f"{name}-empty"
        (folder / f"{empty}.html").write_text('<!doctype html><title>empty</title><link rel="icon" href="data:,">', encoding="utf-8")
        more -= asked(program, folder, address, empty)
    return [f"{name}: asks for {one}" for one in sorted(more)]


def printed(program: str, folder: Path, name: str, text: str) -> list[str]:
    """Whether page one, down to the suggestion card, is one sheet of A4."""
    page, sheet = folder / f"{name}-print.html", folder / f"{name}.pdf"
    page.write_text(text, encoding="utf-8")
    run(program, "--no-pdf-header-footer", f"--print-to-pdf={sheet}", page.as_uri())
    card = re.search(r'(?s)<section class="card">.*?class="h4">([^<]+)<', text)
    first = " ".join(pypdf.PdfReader(sheet).pages[0].extract_text().split())
    return [f"{name}: page one does not fit on one sheet"] if card and unescape(card[1]) not in first else []


def framed(program: str, folder: Path, address: str, name: str) -> list[str]:
    """Whether a sandboxed frame shows the same picture as the page, on a wide screen and on a phone."""
    out = []
    for width in (1000, PHONE):
        shots = {kind: folder / f"{name}-{kind}-{width}.png" for kind in ("frame", "open")}
        for _ in range(ATTEMPTS):  # a picture may be taken before the frame has its page
            for kind, shot in shots.items():
                box = " sandbox" if kind == "frame" else ""
                frame = f'<iframe{box} src="{name}.html" style="border:0;width:{width}px;height:900px"></iframe>'
                shot.with_suffix(".html").write_text(f'<body style="margin:0">{frame}', encoding="utf-8")
                around = f"{address}/{name}-{kind}-{width}.html"
                run(program, "--window-size=1000,900", "--virtual-time-budget=8000", f"--screenshot={shot}", around)
            if shots["frame"].read_bytes() == shots["open"].read_bytes():
                break
        else:
            out.append(f"{name}: looks different in a sandboxed frame {width} px wide")
    return out


def main(axe_file: str, only: list[str]) -> int:
    """Prints what was found; 1 where there is anything."""
    program, axe = browser(), Path(axe_file).read_text(encoding="utf-8").replace("</script", "<\\/script")
    chosen = {name: text for name, text in pages().items() if not only or name in only}
    with tempfile.TemporaryDirectory() as place, served(Path(place)) as address, ThreadPoolExecutor(2) as pool:
        folder = Path(place)
        jobs = [
            pool.submit(findings, program, folder, name, text, axe, scheme, width)
            for name, text in chosen.items()
            for scheme, width in VIEWS
        ]
        jobs += [pool.submit(requests, program, folder, address, name, text) for name, text in chosen.items()]
        whole = {name: text for name, text in chosen.items() if name not in SEVERAL}
        jobs += [pool.submit(printed, program, folder, name, text) for name, text in whole.items()]
        found = [one for job in jobs for one in job.result()]
        for name in list(chosen)[:2] + [name for name in chosen if name.startswith("sample-")]:
            found += framed(program, folder, address, name)
    print(
        "\n".join(found)
        or f"{len(chosen)} pages, {len(VIEWS)} views each: no finding, no request, one sheet, the same in a sandboxed frame"
    )
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))

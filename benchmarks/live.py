"""How long it takes from a press to the sound in the mixtape machine, and whether it keeps time.

    make book
    python benchmarks/live.py [--page _build/html/book/mixtape.html] [--presses 5] [--seconds 60]

For each composer: processor time of the page's process, and time by the clock, from the press of
Compose until eight bars begin to sound. The first press loads weights and tunes. Then endless music
plays for a while, and the steps that came too late are counted. Needs Chromium, as the tests do.
"""

from __future__ import annotations

import argparse
import statistics
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

PRESS = """([composer, seed]) => new Promise((heard) => {
  const { play } = SSC.speaker;
  SSC.speaker.play = (...all) => {
    SSC.speaker.play = play;
    play(...all);
    heard(performance.now() - pressed);
  };
  document.querySelector(`[name=ssc-composer][value=${composer}]`).click();
  const labels = [...document.querySelectorAll("label")];
  labels.find((label) => label.textContent === "Seed").control.value = seed;
  const pressed = performance.now();
  document.querySelector(".ssc-main").click();
})"""
ENDLESS = """() => {
  const { endless } = SSC.speaker;
  SSC.speaker.endless = (...all) => (globalThis.counts = endless(...all));
  [...document.querySelectorAll("button")].find((b) => b.textContent === "Endless").click();
}"""


def processor_s(session: Any) -> float:
    """Processor time of the pages' processes so far."""
    processes = session.send("SystemInfo.getProcessInfo")["processInfo"]
    return sum(p["cpuTime"] for p in processes if p["type"] == "renderer")


def pressed(page: Any, session: Any, composer: str, seed: int) -> tuple[float, float]:
    """Processor time and time by the clock from a press to the sound, in seconds."""
    before = processor_s(session)
    clock = page.evaluate(PRESS, [composer, str(seed)]) / 1000
    return processor_s(session) - before, clock


def main() -> None:
    """Print a row for each composer, and what endless music did."""
    from playwright.sync_api import sync_playwright

    from ssc_lib.networks.loading import shipped_networks
    from tests.browser import CHROMIUM, SWITCHES

    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--page", default=str(ROOT / "_build/html/book/mixtape.html"))
    parser.add_argument("--presses", type=int, default=5, help="after the first [%(default)s]")
    parser.add_argument("--seconds", type=int, default=60, help="of endless music [%(default)s]")
    options = parser.parse_args()
    address = Path(options.page).resolve().as_uri()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        session = browser.new_browser_cdp_session()
        print("              first press            later presses (median)")
        print("              processor    clock     processor    clock")
        for composer in ("coin", "table", *shipped_networks()):
            page = browser.new_page()
            page.goto(address)
            page.wait_for_selector(".ssc-main")
            page.wait_for_timeout(500)
            first, *later = (
                pressed(page, session, composer, seed) for seed in range(options.presses + 1)
            )
            medians = [statistics.median(times) for times in zip(*later, strict=True)]
            row = "".join(f"{s:9.2f} s" for s in (*first, *medians))
            print(f"{composer:12}{row}", flush=True)
            page.close()
        page = browser.new_page()
        page.goto(address)
        page.evaluate(ENDLESS)
        page.wait_for_function("globalThis.counts")
        page.wait_for_timeout(1000 * options.seconds)
        counts = page.evaluate("counts")
        print(f"endless, {options.seconds} s: {counts['steps']} steps, {counts['late']} late")
        browser.close()


if __name__ == "__main__":
    main()

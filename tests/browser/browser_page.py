"""A page in a browser, as a person meets it: what is seen, what has the focus, what keys and clicks do."""

from pathlib import Path
from typing import Any

from reports.html import render
from reports.results import Results

SWITCHES = (
    *("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--no-first-run", "--disable-default-apps"),
)


class Page:
    """One tab of one browser."""

    def __init__(self, binary: str, driver: str, folder: Path) -> None:
        # Imported here, so that nobody needs a browser's driver who asks for other tests.
        from selenium import webdriver  # noqa: PLC0415
        from selenium.webdriver.chrome.service import Service  # noqa: PLC0415

        options = webdriver.ChromeOptions()
        options.binary_location = binary
        for switch in (*SWITCHES, f"--user-data-dir={folder / 'profile'}"):
            options.add_argument(switch)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        self._driver = webdriver.Chrome(options=options, service=Service(driver))
        self._folder = folder
        self.url = ""

    def quit(self) -> None:
        self._driver.quit()

    # ---- surroundings --------------------------------------------------------------------------------

    def resize(self, width: int, height: int) -> None:
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}
        self.command("Emulation.setDeviceMetricsOverride", **metrics)

    def prefer(self, scheme: str) -> None:
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        self.command("Emulation.setEmulatedMedia", features=features)

    def command(self, name: str, **parameters: Any) -> Any:
        return self._driver.execute_cdp_cmd(name, parameters)

    def complaints(self) -> list[str]:
        """What the browser wrote to its console, such as breaches of the page's policy."""
        return [line["message"] for line in self._driver.get_log("browser")]

    # ---- opening -------------------------------------------------------------------------------------

    def open(self, results: Results, fragment: str = "") -> None:
        file = self._folder / "report.html"
        file.write_text(render(results), encoding="utf-8")
        self.url = file.as_uri()
        self.go(fragment)

    def go(self, fragment: str) -> None:
        """Load the page anew, at a fragment."""
        self._driver.get("about:blank")
        self._driver.get(self.url + (f"#{fragment}" if fragment else ""))

    # ---- doing ---------------------------------------------------------------------------------------

    def run(self, script: str, *arguments: Any) -> Any:
        return self._driver.execute_script(script, *arguments)

    def settle(self, script: str) -> Any:
        """The value of an awaited expression."""
        return self._driver.execute_async_script(
            f"const done = arguments[0]; (async () => {script})().then(done, (e) => done('failed: ' + e));"
        )

    def all(self, css: str) -> list[Any]:
        return self._driver.find_elements("css selector", css)

    def one(self, css: str) -> Any:
        (found,) = self.all(css)
        return found

    def press(self, *keys: str) -> None:
        """Press keys, wherever the focus is."""
        from selenium.webdriver import ActionChains  # noqa: PLC0415 (as above)

        chain = ActionChains(self._driver)
        for key in keys:
            chain.send_keys(key)
        chain.perform()

    def paste_into(self, css: str) -> str:
        """The clipboard's text, as it arrives in a field."""
        from selenium.webdriver import Keys  # noqa: PLC0415 (as above)

        field = self.one(css)
        field.send_keys(Keys.CONTROL, "v")
        return str(field.get_property("value"))

    # ---- seeing --------------------------------------------------------------------------------------

    def seen(self, css: str) -> list[str]:
        """The ids of the elements that are displayed."""
        return [str(one.get_attribute("id")) for one in self.all(css) if one.is_displayed()]

    def told(self) -> list[str]:
        """The texts that a screen reader meets, in their order."""
        nodes = self.command("Accessibility.getFullAXTree")["nodes"]
        return [one["name"]["value"].strip() for one in nodes if one["role"]["value"] == "StaticText"]

    def focused(self) -> str:
        """The id of the element that has the focus, or of the nearest around it that has one."""
        return str(self.run("return document.activeElement.closest('[id]')?.id ?? ''"))

    def text(self, css: str) -> str:
        return str(self.run("return document.querySelector(arguments[0]).textContent", css))

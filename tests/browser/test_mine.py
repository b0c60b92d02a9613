"""An educator's own page in a real browser: opened by number and code, in both languages, printed; and nothing of it is left anywhere."""

import asyncio
import os
from pathlib import Path

from selenium.webdriver.common.by import By

from appliance.api.records.messages import AccountTaken, TellAccount
from appliance.page.desk_relay import AGAIN_S
from appliance.supports import own_texts
from tests.browser.site import NEEDED, Screen, Site
from tests.patience import patient
from tests.system.browser_desk import BrowserDesk

pytestmark = NEEDED

WORDS = "He threw the chair, and it hit my arm. <b>I am not all right.</b>"
PICTURES = os.environ.get("HANDBELL_PICTURES", "")
SIZES = {"desktop": (1366, 900), "phone": (390, 844)}
LEFT = """
  const databases = (await indexedDB.databases()).map((each) => each.name);
  const left = JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage), databases]);
  const keys = async (name) => (await (await caches.open(name)).keys()).map((each) => each.url);
  const kept = await Promise.all((await caches.keys()).map(keys));
  const typed = [...document.querySelectorAll("input")].map((each) => each.value);
  return left + JSON.stringify([kept, typed]) + location.href + document.documentElement.innerHTML;
"""


async def pictured(screen: Screen, state: str) -> None:
    """Look at the page at each size: nothing reaches over its sides."""
    outside = "return document.documentElement.scrollWidth - innerWidth"
    for size, (width, height) in SIZES.items():
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        await screen.does(lambda driver, m=metrics: driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", m))  # type: ignore[misc]
        assert await screen.does(lambda driver: driver.execute_script(outside)) <= 0, f"{state} at {size}"
        if PICTURES:
            file = str(Path(PICTURES) / f"mine-{state}-{size}.png")
            await screen.does(lambda driver, file=file: driver.save_screenshot(file))  # type: ignore[misc]


async def told(site: Site) -> str:
    """Let somebody tell an account after a call, at a desk, and give their code."""
    building = await site.box.building("B201")
    await building.press("B201-wall")
    card = await site.desk.shows("B201")
    await site.desk.acknowledges(card)
    await site.desk.stands_down(card)
    telling = TellAccount(request=0, incident=card.incident, text=WORDS, name="Rosa Gold", about_them="")
    answer = await site.desk.line.ask(telling)
    assert isinstance(answer, AccountTaken), answer
    return answer.code


async def types(screen: Screen, number: str, code: str) -> None:
    await screen.does(lambda driver: driver.find_element(By.ID, "number").clear())
    await screen.does(lambda driver: driver.find_element(By.ID, "number").send_keys(number))
    await screen.types("code", code)


async def leaves_nothing(screen: Screen, code: str) -> None:
    left = await screen.runs(LEFT)
    assert code not in left and "chair" not in left and "Rosa" not in left


async def asks(screen: Screen, number: str, code: str, wanted: str) -> str:
    """Ask until these words are seen, each time once the answer before came: the desks may still be coming. Give all that is seen then."""
    async with patient():
        while True:
            await types(screen, number, code)
            while "One moment." in (seen := await screen.text()):
                await asyncio.sleep(0.05)
            if wanted in seen:
                return seen
            await asyncio.sleep(AGAIN_S)


async def test_a_code_opens_ones_own_page_and_nothing_of_it_is_left(tmp_path: Path) -> None:
    async with Site(tmp_path) as site, BrowserDesk(site.box):
        code = await told(site)
        screen = await site.screen("anybodys")
        await screen.opens("/mine")
        await screen.shows("Type what stands on your receipt.")
        await pictured(screen, "asks")
        await types(screen, "1", "7KQ2")
        await screen.shows("A code has eight letters and digits")
        await types(screen, "77", code)
        await screen.shows("This number and this code open nothing.")

        async with patient():
            while own_texts.PRIVATE.en not in await screen.text():
                await types(screen, "1", code)
                await screen.until("return document.getElementById('said').textContent !== 'One moment.'")
                if own_texts.PRIVATE.en not in await screen.text():
                    await asyncio.sleep(2)  # wrong codes make the next one wait
        seen = await screen.text()
        assert WORDS in seen and "Nobody else has read it." in seen, "markup that somebody wrote is text"
        assert await screen.runs("return document.querySelector('#page b')") is None
        assert code not in await screen.runs("return location.href + document.title")
        await pictured(screen, "page")
        paper = await screen.does(lambda driver: driver.print_page())
        assert len(paper) > 1000
        assert WORDS in await screen.text(), "printing closes nothing"

        await screen.does(lambda driver: driver.switch_to.new_window("tab"))
        await screen.does(lambda driver: (driver.close(), driver.switch_to.window(driver.window_handles[0])))
        assert "chair" not in await screen.shows("Closed. Nothing of it stays in this browser.")
        await leaves_nothing(screen, code)

        await screen.clicks("language")
        await screen.shows("Escriba lo que está en su recibo.")
        await types(screen, "1", code)
        assert WORDS in await screen.shows(own_texts.PRIVATE.es)
        assert await screen.runs("return document.getElementById('page').lang") == "es"
        await screen.clicks("language")
        await screen.shows("Type number and code once more. The page then comes in English.")
        await leaves_nothing(screen, code)
        await screen.opens("/pair")
        await screen.does(lambda driver: driver.back())
        assert "chair" not in await screen.shows("Type what stands on your receipt.")
        await leaves_nothing(screen, code)
        assert code not in site.page.journal() and "chair" not in site.page.journal()


async def test_it_is_gone_after_five_minutes_without_a_key(tmp_path: Path) -> None:
    async with Site(tmp_path) as site, BrowserDesk(site.box):
        code = await told(site)
        screen = await site.screen("anybodys")
        quick = "const later = setTimeout; window.setTimeout = (what, ms) => later(what, ms === 300000 ? 3000 : ms);"
        await screen.does(
            lambda driver: driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": quick})
        )
        await screen.opens("/mine")
        await asks(screen, "1", code, "chair")
        await screen.shows("Closed. Nothing of it stays in this browser.")
        await leaves_nothing(screen, code)

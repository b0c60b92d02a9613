"""Says what a screen reader finds on a page, and what axe-core finds against WCAG 2.1. Knows no page of ours."""

from pathlib import Path

from tests.browser.site import Screen

AXE = Path(__file__).parents[2] / "var" / "axe" / "node_modules" / "axe-core" / "axe.min.js"
"""Another maker's judge (MPL-2.0), which `.ci/tools` brings by npm. It is never committed, and never on a box."""
AXE_WHY_NOT = "npm brought no axe-core (.ci/tools)"
WCAG_21_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]


async def faults(screen: Screen) -> list[str]:
    """Give what axe finds against WCAG 2.1 at level AA: each rule, and the elements that break it."""
    source = AXE.read_text()
    await screen.does(lambda driver: driver.execute_script(source))
    judged = "return (await axe.run(document, {runOnly: arguments[0]})).violations"
    found = await screen.runs(judged, WCAG_21_AA)
    assert isinstance(found, list), found
    return [f"{each['id']}: {[node['html'] for node in each['nodes']]}" for each in found]


async def is_for_everyone(screen: Screen, state: str) -> None:
    """Judge the page as it is now, and in the other language. Raises AssertionError with all that somebody could not use."""
    for language in ("first", "other"):
        assert await faults(screen) == [], (state, language)
        assert await reflow(screen) == "", (state, language)
        await screen.clicks("language")


async def heard(screen: Screen) -> list[tuple[str, str]]:
    """Give role and name of everything that a screen reader finds, in its order (the browser's accessibility tree)."""
    tree = await screen.does(lambda driver: driver.execute_cdp_cmd("Accessibility.getFullAXTree", {}))
    nodes = [node for node in tree["nodes"] if not node.get("ignored")]
    return [(node["role"]["value"], node.get("name", {}).get("value", "")) for node in nodes]


async def focused(screen: Screen) -> str:
    """Give what has the focus: its id, or its first words."""
    script = "const at = document.activeElement; return at.id || at.dataset.kind || at.tagName + ' ' + at.innerText"
    return str(await screen.runs(script))


async def visible_focus(screen: Screen) -> bool:
    """Whether whoever looks sees what has the focus: it has an outline or a shadow that is really drawn."""
    script = """const style = getComputedStyle(document.activeElement);
        return document.activeElement !== document.body
            && ((style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none")"""
    return bool(await screen.runs(script))


async def reflow(screen: Screen, width: int = 320) -> str:
    """Give what stands out of a window this wide, or nothing: nobody must scroll in two directions (WCAG 2.1, 1.4.10 Reflow)."""
    await _has_width(screen, width)
    try:
        script = """const wide = document.documentElement.scrollWidth;
            return wide <= arguments[0] ? "" : `${wide} px wide: ` + [...document.querySelectorAll("*")]
                .filter((each) => each.getBoundingClientRect().right > arguments[0] + 1).map((each) => each.tagName + "#" + each.id)"""
        return str(await screen.runs(script, width))
    finally:
        await screen.does(lambda driver: driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {}))


async def _has_width(screen: Screen, width: int) -> None:
    size = {"width": width, "height": 640, "deviceScaleFactor": 1, "mobile": True}
    await screen.does(lambda driver: driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size))

"""The page in a real browser: Chromium, the real service, a broker in memory."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from dashboard_world import InThread, Scene, at, conversation, key_file
from playwright import sync_api

expect = sync_api.expect
# A deadline for what will happen, on a machine that may have much else to do.
expect.set_options(timeout=30_000)

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
HOSTILE = (
    "<script>window.hacked=1</script>",
    '<img src=x onerror="window.hacked=1">',
    '"><svg/onload=window.hacked=1>',
    "javascript:window.hacked=1",
    "{{constructor.constructor('window.hacked=1')()}}",
    "</textarea><iframe srcdoc='<script>parent.hacked=1</script>'>",
    "\u202ereversed\u202c & <b>bold</b>",
)

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with sync_api.sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield launched
        launched.close()


@pytest.fixture
def key_of(tmp_path: Path) -> tuple[Path, str]:
    path = tmp_path / "keys.json"
    return path, key_file(path, "read:stream")


@pytest.fixture
def service(ports: Any, key_of: tuple[Path, str]) -> Iterator[InThread]:
    running = InThread(ports.take(), key_of[0], lambda scene: scene.full(at(), 60), stream_flush_ms=5)
    yield running
    running.close()


class Page:
    """A page whose console must stay silent and whose policy must not be touched."""

    def __init__(self, browser: Any, **options: Any) -> None:
        self.context = browser.new_context(**{"locale": "en-GB", "viewport": {"width": 1280, "height": 900}, **options})
        self.page = self.context.new_page()
        self.page.set_default_timeout(30_000)
        self.complaints: list[str] = []
        self.page.on("console", lambda said: self.complaints.append(said.text) if said.type in ("error", "warning") else None)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.add_init_script(
            "window.violations = [];document.addEventListener('securitypolicyviolation', (event) => window.violations.push(event.violatedDirective));"
        )

    def close(self) -> None:
        violations = self.page.evaluate("window.violations")
        self.context.close()
        assert violations == []
        assert self.complaints == []


@pytest.fixture
def opened(browser: Any, service: InThread, key_of: tuple[Path, str]) -> Iterator[Any]:
    made = Page(browser)
    made.page.goto(f"{service.url}/#key={key_of[1]}")
    expect(made.page.locator("#state-text")).to_have_text("Live")
    yield made.page
    made.close()


def put(service: InThread, number: int, **changes: Any) -> dict[str, Any]:
    def act() -> dict[str, Any]:
        return Scene(service.broker).message(number, **changes)

    return service.do(act)


def rows(page: Any) -> Any:
    return page.locator("#messages li[data-id]")


def test_messages_appear_as_they_are_routed_with_where_and_why(opened: Any, service: InThread) -> None:
    event = put(service, 700_001 * 12 + 1, text="No internet in our street since this morning")
    row = opened.locator(f'#messages li[data-id="{event["message_id"]}"]')
    expect(row).to_be_visible()
    expect(row.locator(".said")).to_have_text("No internet in our street since this morning")
    expect(row.locator(".reason")).to_have_text(event["reasons"][-1]["because"])
    expect(row.locator(".to")).to_have_text("Notice")
    expect(row.locator(".topic")).to_have_text("Outage")
    expect(row.locator(".urgent")).to_have_text("urgent")
    expect(row.get_by_role("img", name="Social")).to_be_visible()
    expect(row.get_by_role("img", name="negative, anger")).to_be_visible()


def test_the_key_leaves_the_address_bar_and_stays_in_this_tab(opened: Any, key_of: tuple[Path, str]) -> None:
    assert "key" not in opened.url
    assert opened.evaluate("sessionStorage.getItem('klantstroom.key')") == key_of[1]
    assert opened.evaluate("Object.keys(localStorage).filter((name) => localStorage[name].startsWith('ks_'))") == []
    opened.reload()
    expect(opened.locator("#state-text")).to_have_text("Live")


def test_a_message_shows_its_whole_path_and_gives_the_focus_back(opened: Any, service: InThread) -> None:
    event = service.do(lambda: Scene(service.broker).whole_story(800_000 * 12 + 2, at(-3_000)))
    row = opened.locator(f'#messages li[data-id="{event["message_id"]}"] button')
    row.focus()
    opened.keyboard.press("Enter")
    panel = opened.get_by_role("dialog", name="The path of this message")
    expect(panel).to_be_visible()
    expect(panel.locator(".step h3").first).to_have_text("Received")
    steps = [text.strip() for text in panel.locator(".step h3").all_text_contents()]
    assert steps[:4] == ["Received", "Understood", "Routed", "Conversationopened"]
    assert "Rewardearned" in steps
    for reason in event["reasons"]:
        expect(panel.get_by_text(reason["because"])).to_be_visible()
    expect(panel.locator("mark").first).to_be_visible()
    opened.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(row).to_be_focused()


@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_what_customers_write_stays_text(opened: Any, service: InThread, number: int) -> None:
    text = HOSTILE[number]
    evil = {"rule": text, "because": text}
    event = put(
        service,
        910_000 + number,
        text=text,
        subject=text,
        region=text,
        reasons=[evil],
        evidence={"topic": [text], text: [text]},
        team=text,
        destination="agents",
    )
    row = opened.locator(f'#messages li[data-id="{event["message_id"]}"]')
    expect(row.locator(".reason")).to_have_text(text)
    row.locator("button").click()
    expect(opened.locator("#path-body blockquote").first).to_have_text(text)
    expect(opened.locator("#path-body code").first).to_have_text(text)
    assert opened.evaluate("window.hacked") is None
    assert opened.locator("#board script, #board iframe, #board img, #path img, #path iframe, #path script, #board b b").count() == 0


def test_filters_narrow_everything_and_can_be_linked_to(opened: Any, service: InThread) -> None:
    opened.get_by_label("Topic", exact=True).select_option("billing")
    expect(opened.locator("#filter-topic")).to_have_attribute("data-picked", "yes")
    expect(opened).to_have_url(re.compile(r"\?topic=billing$"))
    hidden = put(service, 710_000 * 12 + 1)
    shown = put(service, 710_001 * 12)
    expect(opened.locator(f'#messages li[data-id="{shown["message_id"]}"]')).to_be_visible()
    assert opened.locator(f'#messages li[data-id="{hidden["message_id"]}"]').count() == 0
    assert set(opened.locator("#messages .topic").all_text_contents()) == {"Billing"}
    opened.reload()
    expect(opened.locator("#filter-topic")).to_have_value("billing")
    opened.get_by_role("button", name="Clear").click()
    expect(opened).not_to_have_url(re.compile("topic"))


def test_a_node_of_the_picture_is_a_filter_by_keyboard_too(opened: Any) -> None:
    node = opened.get_by_role("button", name=re.compile("^Community: "))
    node.focus()
    opened.keyboard.press("Enter")
    expect(opened).to_have_url(re.compile(r"destination=community"))
    expect(opened.get_by_role("button", name=re.compile("^Community: "))).to_have_attribute("aria-pressed", "true")
    expect(rows(opened).first.locator(".to")).to_have_text("Community")


def test_the_list_stands_still_under_a_hand(opened: Any, service: InThread) -> None:
    rows(opened).nth(1).hover()
    first = rows(opened).first.get_attribute("data-id")
    event = put(service, 720_000 * 12)
    expect(opened.get_by_role("button", name="1 new")).to_be_visible()
    assert rows(opened).first.get_attribute("data-id") == first
    opened.get_by_role("heading", name="Klantstroom").hover()
    expect(rows(opened).first).to_have_attribute("data-id", event["message_id"])


def test_a_pause_holds_what_is_new_until_it_is_asked_for(opened: Any, service: InThread) -> None:
    opened.get_by_role("button", name="Pause").click()
    first = rows(opened).first.get_attribute("data-id")
    event = put(service, 721_000 * 12)
    more = opened.get_by_role("button", name="1 new")
    expect(more).to_be_visible()
    assert rows(opened).first.get_attribute("data-id") == first
    more.click()
    expect(rows(opened).first).to_have_attribute("data-id", event["message_id"])
    expect(opened.get_by_role("button", name="Pause")).to_have_attribute("aria-pressed", "false")


def test_arrow_keys_walk_through_the_messages(opened: Any) -> None:
    rows(opened).first.locator("button").focus()
    opened.keyboard.press("ArrowDown")
    expect(rows(opened).nth(1).locator("button")).to_be_focused()
    opened.keyboard.press("End")
    expect(rows(opened).last.locator("button")).to_be_focused()


def test_dutch_and_english(opened: Any) -> None:
    opened.get_by_role("button", name="NL", exact=True).click()
    expect(opened.locator("html")).to_have_attribute("lang", "nl")
    expect(opened.locator("#messages-title")).to_have_text("Berichten zodra ze binnenkomen")
    expect(opened.locator("#messages .topic").filter(has_text="Storing").first).to_be_visible()
    opened.reload()
    expect(opened.locator("#messages-title")).to_have_text("Berichten zodra ze binnenkomen")


def test_every_word_is_there_in_both_languages(opened: Any) -> None:
    missing = opened.evaluate(
        """async () => {
          const source = await (await fetch('/static/i18n.js')).text();
          const words = (part) => [...part.matchAll(/^    (\\w+):/gm)].map((found) => found[1]);
          const [, en, nl] = source.split(/\\n  (?:en|nl): \\{/);
          const [a, b] = [words(en), words(nl)];
          return a.filter((word) => !b.includes(word)).concat(b.filter((word) => !a.includes(word)), a.length > 50 ? [] : ['too few']);
        }"""
    )
    assert missing == []


def test_light_and_dark_and_back(opened: Any) -> None:
    background = "getComputedStyle(document.body).backgroundColor"
    auto = opened.evaluate(background)
    button = opened.get_by_role("button", name="Light or dark")
    button.click()
    button.click()
    assert opened.evaluate(background) != auto
    opened.reload()
    assert opened.evaluate("document.documentElement.dataset.theme") == "dark"
    button.click()
    assert opened.evaluate(background) == auto


def test_broken_promises_and_rewards_are_shown(opened: Any, service: InThread) -> None:
    # What was there before comes with the snapshot, drawn at once: the leaders are part of it.
    expect(opened.locator("#leaders li").first).to_be_visible()
    before = opened.locator("#breaches .breach-what").count()
    event = put(service, 730_000 * 12)
    service.do(
        lambda: Scene(service.broker).put(
            "conversations-changed", event["conversation_id"], conversation(event, "breached", when=at(), target="first_response")
        )
    )
    expect(opened.locator("#breaches .breach-what")).to_have_count(before + 1)
    expect(opened.locator("#breaches .breach-what").first).to_have_text("first answer")
    service.do(lambda: Scene(service.broker).put("conversations-changed", event["conversation_id"], conversation(event, "resolved")))
    expect(opened.locator("#breaches .breach-what")).to_have_count(before)


def test_without_a_key_there_is_a_door_and_a_wrong_key_is_told(browser: Any, service: InThread, key_of: tuple[Path, str]) -> None:
    made = Page(browser)
    made.page.goto(service.url)
    expect(made.page.get_by_role("heading", name="See every message find its way")).to_be_visible()
    expect(made.page.locator("#board")).to_be_hidden()
    made.page.get_by_label("Key", exact=True).fill("nonsense")
    made.page.keyboard.press("Enter")
    expect(made.page.get_by_role("alert")).to_have_text("That key is not valid, or may not read the stream.")
    # The browser itself notes the 401 that was asked for here.
    made.complaints = [said for said in made.complaints if "401" not in said]
    made.page.get_by_label("Key", exact=True).fill(key_of[1])
    made.page.get_by_role("button", name="Show the stream").click()
    expect(made.page.locator("#state-text")).to_have_text("Live")
    made.page.get_by_role("button", name="Forget the key").click()
    expect(made.page.locator("#board")).to_be_hidden()
    assert made.page.evaluate("sessionStorage.length") == 0
    made.close()


def test_the_stream_comes_back_by_itself_and_misses_nothing(opened: Any, service: InThread) -> None:
    seen = put(service, 740_000 * 12)
    expect(opened.locator(f'#messages li[data-id="{seen["message_id"]}"]')).to_be_visible()
    service.stop()
    expect(opened.locator("#state")).to_have_attribute("data-state", "lost")
    missed = [put(service, (740_001 + number) * 12) for number in range(3)]
    service.start()
    expect(opened.locator("#state")).to_have_attribute("data-state", "live")
    for event in (seen, *missed):
        expect(opened.locator(f'#messages li[data-id="{event["message_id"]}"]')).to_have_count(1)


def test_nothing_is_wider_than_a_phone(browser: Any, service: InThread, key_of: tuple[Path, str]) -> None:
    made = Page(browser, viewport={"width": 360, "height": 740}, is_mobile=True, has_touch=True)
    made.page.goto(f"{service.url}/#key={key_of[1]}")
    expect(rows(made.page).first).to_be_visible()
    assert made.page.evaluate("document.documentElement.scrollWidth") <= 360
    rows(made.page).first.tap()
    expect(made.page.get_by_role("dialog")).to_be_visible()
    # Rounded: a sheet that slides in is measured in fractions of a pixel.
    assert round(made.page.locator("#path").bounding_box()["width"]) <= 360
    made.close()


def test_a_page_with_messages_never_says_for_long_that_there_are_none(browser: Any, service: InThread, key_of: tuple[Path, str]) -> None:
    """The picture is drawn anew now and then; what the snapshot brings does not wait for that."""
    made = Page(browser)
    made.page.add_init_script(
        """document.addEventListener('DOMContentLoaded', () => {
          const look = () => {
            if (!window.listed && document.querySelector('#messages li[data-id]')) window.listed = performance.now();
            if (window.listed && document.getElementById('flow-empty').hidden) window.waited ??= performance.now() - window.listed;
          };
          new MutationObserver(look).observe(document.body, { subtree: true, childList: true, attributes: true });
        });"""
    )
    made.page.goto(f"{service.url}/#key={key_of[1]}")
    expect(made.page.locator("#flow-empty")).to_be_hidden()
    assert made.page.evaluate("window.waited") < 500
    made.close()


@pytest.mark.parametrize("width", [1280, 390])
def test_a_picture_in_light_and_dark_shows_the_page_and_nothing_sticks_out(
    browser: Any, service: InThread, key_of: tuple[Path, str], tmp_path: Path, width: int
) -> None:
    """The pictures stay in the test's folder, for people to look at."""
    brightness: dict[str, int] = {}
    for scheme in ("light", "dark"):
        # Tall enough for all of it: rows outside the window are not painted.
        made = Page(browser, viewport={"width": width, "height": 3_000}, color_scheme=scheme)
        made.page.goto(f"{service.url}/#key={key_of[1]}")
        expect(made.page.locator("#state-text")).to_have_text("Live")
        expect(rows(made.page).first).to_be_visible()
        expect(made.page.get_by_role("button", name=re.compile("^Community: [1-9]"))).to_be_visible()
        assert made.page.evaluate("document.documentElement.scrollWidth") <= width
        picture = made.page.screenshot(path=tmp_path / f"{scheme}-{width}.png", full_page=True)
        # The header of a PNG (ISO/IEC 15948, 11.2.1): a page that is wider than its window would be wider here.
        assert int.from_bytes(picture[16:20], "big") == width
        assert len(picture) > 20_000, "an empty page is smaller"
        background = made.page.evaluate("getComputedStyle(document.body).backgroundColor")
        brightness[scheme] = sum(map(int, re.findall(r"\d+", background)[:3]))
        made.close()
    assert brightness["light"] > brightness["dark"] + 300


def test_two_hundred_messages_a_second_are_drawn_without_stopping_for_breath(opened: Any, service: InThread) -> None:
    """Frames go on while messages rain: no gap between two frames that an eye would see as a stop."""
    opened.evaluate(
        """() => { window.gaps = []; let last = performance.now();
          const tick = (now) => { window.gaps.push(now - last); last = now; requestAnimationFrame(tick); }; requestAnimationFrame(tick); }"""
    )
    for burst in range(20):
        service.do(lambda burst=burst: [Scene(service.broker).message(1_000_000 + burst * 50 + number) for number in range(50)])
        frames = (
            "(least) => new Promise((done) => { const look = () => (window.gaps.length > least ? done() : requestAnimationFrame(look)); look(); })"
        )
        opened.evaluate(frames, burst * 6)
    expect(opened.locator("#figures .figure-value").first).to_have_text(re.compile(r"^1,06\d$"))
    gaps = sorted(opened.evaluate("window.gaps"))
    assert gaps[len(gaps) // 2] < 50, f"median of {len(gaps)} frames: {gaps[len(gaps) // 2]:.0f} ms"

"""A phone in field mode: tapping, photos, losing the signal at any moment."""

import hashlib
import struct
import zlib
from contextlib import contextmanager

from django.test import Client

PAGE = "/inspections/field/"


def a_photo(seed, size=20_000):
    """A real picture of about that size in bytes; another seed is another picture."""
    side = max(8, int((size / 3) ** 0.5))
    noise = hashlib.shake_256(str(seed).encode()).digest(side * side * 3)
    rows = b"".join(b"\0" + noise[n * side * 3 : (n + 1) * side * 3] for n in range(side))

    def chunk(kind, data):
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    content = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head)
    return content + chunk(b"IDAT", zlib.compress(rows, 0)) + chunk(b"IEND", b"")


def sha256(content):
    return hashlib.sha256(content).hexdigest()


class Phone:
    """One person with a phone; counts the taps."""

    def __init__(self, chromium, base, user, *, language="en", **options):
        self.base, self.user, self.taps, self.errors = base, user, 0, []
        self.context = chromium.new_context(
            viewport={"width": 390, "height": 844}, locale="en-US", has_touch=True, **options
        )
        self.context.set_default_timeout(15_000)
        self.language = language
        self.sign_in(user)
        self.page = self.opened_page()

    def sign_in(self, user):
        client = Client()
        client.force_login(user)
        self.client = client
        cookies = {
            "airdefense_session": client.cookies["airdefense_session"].value,
            "airdefense_language": self.language,
        }
        self.context.add_cookies(
            [{"name": n, "value": v, "url": self.base} for n, v in cookies.items()]
        )

    def opened_page(self):
        page = self.context.new_page()
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", self.hear)
        return page

    def hear(self, message):
        # A phone without signal fails to load things; that is what is tested.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.errors.append(message.text)

    def open(self, anchor=""):
        """Open the page and wait until it is ready; one tap on the home screen."""
        self.taps += 1
        self.page.goto(self.base + PAGE + anchor)
        self.ready()
        return self

    def ready(self):
        self.page.locator("html[data-ready=yes]").wait_for(state="attached")

    def kept_for_offline(self):
        """Wait until the service worker has the page and its files."""
        self.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        self.page.wait_for_function("navigator.serviceWorker.controller !== null")
        return self

    def tap(self, selector):
        self.taps += 1
        self.page.locator(f"{selector}:visible").first.click()

    def shoot(self, *photos):
        """One tap on the camera button for each photo."""
        for number, content in enumerate(photos):
            self.taps += 1
            before = self.page.locator("[data-photos] li").count()
            with self.page.expect_file_chooser() as chooser:
                self.page.locator(".photo-add").click()
            file = {"name": f"IMG_{number}.png", "mimeType": "image/png", "buffer": content}
            chooser.value.set_files([file])
            self.page.locator("[data-photos] li").nth(before).wait_for()

    def write(self, **fields):
        for name, text in fields.items():
            control = self.page.locator(f"#s-new [name={name}]")
            if name in ("category", "method"):
                control.select_option(text)
            else:
                control.fill(text)

    def cut(self):
        self.context.set_offline(True)

    def join(self):
        self.context.set_offline(False)

    @contextmanager
    def without_signal(self):
        self.cut()
        yield
        self.join()

    def badge(self):
        return self.page.locator("[data-badge]").inner_text()

    def states(self):
        return self.page.evaluate(
            "[...document.querySelectorAll('[data-items] > li')].map((li) => li.dataset.state)"
        )

    def wait_for_state(self, state):
        self.page.locator(f"[data-items] > li[data-state={state}]").first.wait_for(state="attached")

    def stopped(self, why="offline"):
        """Wait until sending has broken off."""
        self.page.locator(f"main[data-stopped={why}]").wait_for(state="attached")

    def send(self):
        """Open the queue and send what waits."""
        self.page.evaluate("window.location.hash = '#queue'")
        self.page.locator("[data-send]").click()

    def receipts(self):
        found = self.page.locator("[data-items] [data-put=receipt]").all_text_contents()
        return [text for text in found if text]

    def rows(self, store):
        """What lies in the database of this device, as anybody with the device may look at it."""
        return self.page.evaluate(READ, [f"airdefense-field-{self.user.pk}", store])

    def close(self):
        self.page.unroute_all(behavior="ignoreErrors")
        self.context.close()


READ = """async ([name, store]) => {
  const known = (await indexedDB.databases()).map((one) => one.name);
  if (!known.includes(name)) return [];
  const db = await new Promise((resolve, reject) => {
    const request = indexedDB.open(name);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const rows = await new Promise((resolve) => {
    const request = db.transaction(store).objectStore(store).getAll();
    request.onsuccess = () => resolve(request.result);
  });
  db.close();
  const text = (value) => {
    if (value instanceof ArrayBuffer) return new TextDecoder("latin1").decode(value);
    if (value instanceof CryptoKey) return `key extractable=${value.extractable}`;
    if (ArrayBuffer.isView(value)) return new TextDecoder("latin1").decode(value);
    if (Array.isArray(value)) return value.map(text);
    if (value && typeof value === "object") {
      return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, text(inner)]));
    }
    return value;
  };
  return rows.map(text);
}"""

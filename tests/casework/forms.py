"""A form as a browser reads it from a page: what would be sent if nothing were changed."""

from html.parser import HTMLParser

UNTICKED = ("checkbox", "radio")


class FormReader(HTMLParser):
    """The fields of the forms in the main part of a page."""

    def __init__(self):
        super().__init__()
        self.fields: dict[str, list[str]] = {}
        self.inside = False
        self.area = self.select = None
        self.text = ""

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        if tag == "form":
            self.inside = found.get("method") == "post" and "data-form" in found
        if not self.inside:
            return
        name = found.get("name")
        if tag == "textarea":
            self.area, self.text = name, ""
        elif tag == "select":
            self.select = name
        elif tag == "option" and self.select and "selected" in found:
            self.fields.setdefault(self.select, []).append(found.get("value", ""))
        elif tag == "input" and name and found.get("type") != "file":
            if found.get("type") in UNTICKED and "checked" not in found:
                return
            unsaid = "on" if found.get("type") in UNTICKED else ""
            self.fields.setdefault(name, []).append(found.get("value", unsaid))

    def handle_data(self, data):
        if self.area:
            self.text += data

    def handle_endtag(self, tag):
        if tag == "textarea" and self.area:
            # The first line break after the tag is not part of the text.
            self.fields.setdefault(self.area, []).append(self.text.removeprefix("\n"))
            self.area = None
        elif tag == "select":
            self.select = None
        elif tag == "form":
            self.inside = False


def fields_of(page) -> dict[str, list[str]]:
    """What the form of this answer would send."""
    reader = FormReader()
    # Dialogs of steps stand in the head of a page; the edited form stands last.
    reader.feed(page.content.decode())
    return {name: values for name, values in reader.fields.items() if name != "csrfmiddlewaretoken"}

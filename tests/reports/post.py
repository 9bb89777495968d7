"""A real mail server for tests: it takes mails, refuses them, or dies in the middle of one."""

import email
import re
import socket
from contextlib import contextmanager
from email.policy import default as policy

from aiosmtpd.controller import Controller


class PostOffice:
    """Refuses so many mails, drops the line in the middle of so many more, then takes them."""

    def __init__(self):
        self.refusals, self.deaths, self.taken = 0, 0, []

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - the library's name
        if self.refusals:
            self.refusals -= 1
            return "451 try later"
        if self.deaths:
            self.deaths -= 1
            server.transport.abort()
            return "451 gone"
        mail = email.message_from_bytes(envelope.content, policy=policy)
        self.taken.append((tuple(envelope.rcpt_tos), mail))
        return "250 OK"

    @property
    def mails(self):
        return [mail for _to, mail in self.taken]


def a_free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def open_office():
    office = PostOffice()
    controller = Controller(office, hostname="127.0.0.1", port=a_free_port())
    controller.start()
    office.port = controller.port
    try:
        yield office
    finally:
        controller.stop()


def html_of(mail):
    return mail.get_body(("html",)).get_content()


def text_of(mail):
    return mail.get_body(("plain",)).get_content()


def words_of(html):
    """What a person reads of a page, without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html.partition("<body")[2]))


def files_of(mail):
    return {part.get_filename(): part.get_content() for part in mail.iter_attachments()}

"""Tables written once: the database itself refuses to rewrite them."""

import pgtrigger


class AppendOnly(pgtrigger.Trigger):
    """Refuses UPDATE and DELETE to every role, the owner included.

    It executes a function of ours (made by the first migration of accounts) because the
    package's own can be silenced by a session setting, which any role may set.
    """

    when = pgtrigger.Before
    operation = pgtrigger.Update | pgtrigger.Delete
    func = "RETURN NULL;"

    def render_execute(self, model) -> str:
        return "refuse_rewriting()"


def append_only(name: str) -> AppendOnly:
    return AppendOnly(name=name)

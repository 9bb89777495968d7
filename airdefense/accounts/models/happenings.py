"""The words of what happens to an account when people sign in, for its history."""

from django.utils.translation import gettext_lazy as _

SIGN_IN_EVENTS = {
    "sign_in": _("Signed in"),
    "sign_in_failed": _("Sign-in failed"),
    "lock_sign_in": _("Locked after failed sign-ins"),
    "unlock_sign_in": _("Lock lifted"),
    "sign_out": _("Signed out"),
    "end_session": _("Session ended"),
    "set_factor": _("Second factor set up"),
    "remove_factor": _("Second factor removed"),
    "reset_factor": _("Second factor reset"),
    "renew_recovery_codes": _("Recovery codes made anew"),
    "use_recovery_code": _("Recovery code used"),
    "change_password": _("Password changed"),
    "set_password": _("Password set by an administrator"),
}

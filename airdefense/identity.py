"""Whom the customer's own systems know: a directory (LDAP) and an issuer (OpenID Connect).

Both are off until the environment names them (docs/sign-in.md). Settings import this module, so it
knows nothing of Django's models.
"""

import ssl
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

BACKEND = "airdefense.accounts.signin.directory.DirectoryBackend"
FORMAT = "django_python3_ldap.utils.format_username_"


def directory(env: Any, is_local: bool) -> dict[str, Any]:
    """The settings of django-python3-ldap for the directory of LDAP_URL; empty without one."""
    urls = env.list("LDAP_URL", default=[])
    if not urls:
        return {}
    is_tls = env.bool("LDAP_START_TLS", default=True)
    if not (is_tls or is_local or all(url.startswith("ldaps://") for url in urls)):
        raise ImproperlyConfigured("Passwords go to a directory over TLS: set LDAP_START_TLS.")
    domain = env.str("LDAP_ACTIVE_DIRECTORY_DOMAIN", default="")
    style = "active_directory_principal" if domain else "openldap"
    checked = {"validate": ssl.CERT_REQUIRED, "ca_certs_file": env.str("LDAP_CA_FILE", default="")}
    return {
        "LDAP_AUTH_URL": urls,
        "LDAP_AUTH_SEARCH_BASE": env.str("LDAP_SEARCH_BASE"),
        "LDAP_AUTH_OBJECT_CLASS": env.str("LDAP_OBJECT_CLASS", default="person"),
        "LDAP_AUTH_USER_FIELDS": {"username": env.str("LDAP_USER_ATTRIBUTE", default="uid")},
        "LDAP_AUTH_FORMAT_USERNAME": FORMAT + style,
        "LDAP_AUTH_ACTIVE_DIRECTORY_DOMAIN": domain or None,
        "LDAP_AUTH_USE_TLS": is_tls,
        "LDAP_AUTH_TLS_VERSION": None,
        "LDAP_AUTH_TLS_CIPHERS": None,
        "LDAP_AUTH_TLS_ARGS": checked,
        # Asked once; else a directory that is down would keep the sign-in waiting for ever.
        "LDAP_AUTH_POOL_ACTIVE": 1,
        "LDAP_AUTH_CONNECT_TIMEOUT": 5,
        "LDAP_AUTH_RECEIVE_TIMEOUT": 5,
    }


def issuer(env: Any, is_local: bool) -> dict[str, Any]:
    """What is known of the issuer of OIDC_ISSUER; empty without one."""
    address = env.str("OIDC_ISSUER", default="")
    if not address:
        return {}
    if urlsplit(address).scheme != "https" and not is_local:
        raise ImproperlyConfigured("OIDC_ISSUER is reached over https.")
    return {
        "issuer": address,
        "client": env.str("OIDC_CLIENT_ID"),
        "secret": env.str("OIDC_CLIENT_SECRET"),
        "scope": env.str("OIDC_SCOPE", default="openid profile"),
        "claim": env.str("OIDC_CLAIM", default="preferred_username"),
        # Whether signing out here signs out there as well, where the issuer offers it.
        "signs_out": env.bool("OIDC_SIGN_OUT", default=True),
    }

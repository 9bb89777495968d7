"""A directory with two people in it, speaking LDAP; it says its port and serves until it ends."""

import sys
from io import BytesIO

from ldaptor.inmemory import fromLDIFFile
from ldaptor.interfaces import IConnectedLDAPEntry
from ldaptor.protocols.ldap.ldapserver import LDAPServer
from twisted.internet import reactor
from twisted.internet.protocol import ServerFactory
from twisted.python.components import registerAdapter

PEOPLE = b"""\
dn: dc=example
objectClass: dcObject
dc: example

dn: ou=people,dc=example
objectClass: organizationalUnit
ou: people

dn: uid=wang,ou=people,dc=example
objectClass: person
uid: wang
cn: Wang
sn: Wang
userPassword: of the directory

dn: uid=zhao,ou=people,dc=example
objectClass: person
uid: zhao
cn: Zhao
sn: Zhao
userPassword: of the directory

"""


class Directory(ServerFactory):
    protocol = LDAPServer

    def __init__(self, root):
        self.root = root


def serve(root):
    registerAdapter(lambda factory: factory.root, Directory, IConnectedLDAPEntry)
    port = reactor.listenTCP(0, Directory(root), interface="127.0.0.1")
    sys.stdout.write(f"{port.getHost().port}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    fromLDIFFile(BytesIO(PEOPLE)).addCallback(serve)
    reactor.run()

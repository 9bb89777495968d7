"""A private cluster for the tests of operation, started by the product's own launcher."""

from tests.devstack.conftest import cluster, make_cluster, processes

__all__ = ["cluster", "make_cluster", "processes"]

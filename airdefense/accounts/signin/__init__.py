"""Signing in: passwords, the second factor, locks and sessions."""

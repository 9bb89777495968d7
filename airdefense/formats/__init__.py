"""Dates as the house writes them, where they differ from the framework's own."""

"""The documents of leads, built in Chinese whatever language their reader works in."""

"""What a person set for the own screens."""

from django.db import models

from airdefense.accounts.models.users import User


class ListPreference(models.Model):
    """The columns a person chose for a list."""

    user = models.ForeignKey(User, models.CASCADE, related_name="list_preferences")
    listing_key = models.CharField(max_length=60)
    columns = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_preference_per_list", fields=["user", "listing_key"])
        ]

    def __str__(self):
        return f"{self.user}: {self.listing_key}"

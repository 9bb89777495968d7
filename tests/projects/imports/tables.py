"""Whole tables of the ledger, to be compared before and after."""

from django.apps import apps


def ledger():
    """Every row of every table of the app, keys and all."""
    models = apps.get_app_config("projects").get_models()
    return {
        model._meta.label_lower: list(model._base_manager.order_by("pk").values())
        for model in models
    }

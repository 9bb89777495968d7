"""How each address of the API is described, where the library of schemas would guess wrong."""

from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import (
    OpenApiExample,
    PolymorphicProxySerializer,
    extend_schema_serializer,
)
from rest_framework.serializers import ChoiceField


def sent_as(**body: Any) -> Any:
    """Decorates a serializer: what a body looks like."""
    return extend_schema_serializer(
        examples=[OpenApiExample("example", value=body, request_only=True)]
    )


class Described(AutoSchema):
    """Lists are pages only where they are; steps have their names, and what each asks for."""

    @property
    def handler(self) -> Any:
        return getattr(self.view, self.view.action, None)

    def _get_paginator(self) -> Any:
        own = getattr(self.handler, "kwargs", {})
        is_paged = self.view.action == "list" or "pagination_class" in own
        return super()._get_paginator() if is_paged else None

    def get_filter_backends(self) -> list[Any]:
        return super().get_filter_backends() if self.view.action == "list" else []

    def _resolve_path_parameters(self, variables: list[str]) -> list[dict[str, Any]]:
        found = super()._resolve_path_parameters(variables)
        names = getattr(self.handler, "names_of", None)
        for parameter in found:
            if parameter["name"] == "name" and names:
                parameter["schema"] = {"type": "string", "enum": sorted(names(self.view))}
            if parameter["schema"].get("type") == "integer":
                parameter["schema"] |= {"minimum": 1, "maximum": 2**63 - 1}
        return found

    def get_request_serializer(self) -> Any:
        """A step that asks for more than a note has a body of its own among those of the rest."""
        if self.view.action != "take_step":
            return super().get_request_serializer()
        common = self.view.step_serializer
        more = list(dict.fromkeys(self.view.step_serializers.values()))
        if not more:
            return common
        return PolymorphicProxySerializer(
            component_name=f"{self.view.model.__name__}Step",
            serializers=[common, *more],
            resource_type_field_name=None,
        )

    def _map_serializer_field(self, field: Any, *args: Any, **kwargs: Any) -> Any:
        """What is chosen later is blank until then."""
        if isinstance(field, ChoiceField) and field.read_only:
            column = {one.name: one for one in field.parent.Meta.model._meta.fields}
            field.allow_blank = getattr(column.get(field.source), "blank", False)
        return super()._map_serializer_field(field, *args, **kwargs)

    def _get_serializer_field_meta(self, field: Any, direction: Any) -> dict[str, Any]:
        """Where nothing stands behind a field, nothing is told."""
        meta = super()._get_serializer_field_meta(field, direction)
        if direction == "response" and field.default is None:
            meta["nullable"] = True
        return meta

    def _postprocess_serializer_schema(self, schema: Any, serializer: Any, direction: Any) -> Any:
        """What is withheld from some readers is not promised to all."""
        schema = super()._postprocess_serializer_schema(schema, serializer, direction)
        withheld = getattr(serializer, "withheld", ())
        if direction == "response" and withheld and "required" in schema:
            schema["required"] = [name for name in schema["required"] if name not in withheld]
        return schema

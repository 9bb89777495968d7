"""Suspicions as JSON: read and decided on, as on the pages; units are told nothing."""

from rest_framework import serializers

from airdefense.casework.api import CaseViewSet
from projects.filters import SuspicionFilter
from projects.models import Suspicion
from projects.screening import CHECKS, describe
from projects.suspected import RELATED, article_of, check_words


class SuspicionSerializer(serializers.ModelSerializer):
    url = serializers.CharField(source="get_absolute_url")
    check = serializers.CharField(source="check_code")
    title = serializers.SerializerMethodField()
    reason = serializers.SerializerMethodField()
    article = serializers.SerializerMethodField()
    about = serializers.CharField()
    project = serializers.CharField(source="project.code", default=None)
    region = serializers.CharField(source="region.code")
    authority = serializers.CharField(source="authority.path")
    category = serializers.SerializerMethodField()
    records = serializers.SerializerMethodField()

    class Meta:
        model = Suspicion
        fields = (
            "id",
            "url",
            "check",
            "title",
            "reason",
            "article",
            "about",
            "project",
            "region",
            "authority",
            "permit",
            "records",
            "category",
            "amount_yuan",
            "status",
            "is_standing",
            "dismissed_at",
            "found_at",
            "version",
        )
        read_only_fields = fields

    def get_title(self, suspicion) -> str:
        return check_words(suspicion)

    def get_reason(self, suspicion) -> str:
        return str(describe(suspicion))

    def get_article(self, suspicion) -> str:
        return article_of(suspicion)

    def get_category(self, suspicion) -> str:
        """Of the finding it suggests."""
        check = CHECKS.get(suspicion.check_code)
        return check.category if check else ""

    def get_records(self, suspicion) -> list[dict]:
        """The rows it rests on, by kind and key."""
        return [{"kind": kind, "id": key} for kind, key in suspicion.facts["records"]]


class SuspicionViewSet(CaseViewSet):
    """The list is of what stands; one that holds no longer is still read by its number."""

    model = Suspicion
    serializer_class = SuspicionSerializer
    filterset_class = SuspicionFilter
    select_related = RELATED

    def get_queryset(self):
        rows = super().get_queryset()
        return rows.standing() if self.action == "list" else rows

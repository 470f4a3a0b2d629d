"""How long do decisions take? For programs of anybody."""

from django.utils.decorators import method_decorator
from django.views.decorators.cache import cache_control
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.endpoints import Endpoint
from applications import figures
from applications.api import examples
from applications.serializers.figures import FiguresSerializer, values


@method_decorator(cache_control(public=True, max_age=figures.CACHED_FOR), name="get")
class Figures(Endpoint):
    """The same for everybody; asks for no token and knows nobody."""

    authentication_classes = ()
    permission_classes = ()

    @extend_schema(
        operation_id="figures",
        summary="See how long decisions take, by tier",
        responses=FiguresSerializer,
        examples=[examples.FIGURES],
    )
    def get(self, request: Request) -> Response:
        """Tell median and ninth decile of the hours from first submission to decision.

        By the calendar, over a window that moves on; an appeal does not count. The numbers of a
        tier are null until at least five organisations have a decision in it.
        """
        return Response(values(figures.by_tier()))

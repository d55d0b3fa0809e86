"""What every template knows."""

from django.conf import settings
from django.http import HttpRequest


def brand(_request: HttpRequest) -> dict[str, str]:
    """Operator's name, colour and contact."""
    config = settings.BONAFIDE
    return {
        "brand_name": config.brand_name,
        "brand_colour": config.brand_colour,
        "brand_contact": config.contact,
        "base_url": config.base_url,
    }

"""`{% form_token %}`: the hidden field that lets a form be carried out once."""

from django import template
from django.utils.html import format_html

from ..receipts import FIELD, new_token

register = template.Library()


@register.simple_tag
def form_token():
    return format_html('<input type="hidden" name="{}" value="{}">', FIELD, new_token())

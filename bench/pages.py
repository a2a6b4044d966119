"""Whole pages through the test client: queries, database time, and their share of the time."""

from time import perf_counter

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from membership.models import Application

PAGES = ("home", "membership:list", "membership:matrix", "talent:list", "talent:villages", "ages")


def measured(user):
    """One line a page: how many queries, and database time as a share of the whole answer."""
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
    client = Client(headers={"x-forwarded-proto": "https"})
    client.force_login(user)
    case = Application.objects.visible_to(user).order_by("pk").first()
    addresses = {name: reverse(name) for name in PAGES}
    addresses["membership:case"] = case.get_absolute_url()
    for name, address in addresses.items():
        client.get(address, secure=True)
        with CaptureQueriesContext(connection) as queries:
            begun = perf_counter()
            status = client.get(address, secure=True).status_code
            whole = (perf_counter() - begun) * 1000
        database = sum(float(query["time"]) for query in queries) * 1000
        yield (
            f"{name:<44} {status} {len(queries):>3} queries  page {whole:>8.1f} ms"
            f"  database {database:>8.1f} ms  share {database / whole:>5.2f}"
        )

"""Which app answers for which part of the address."""

from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language

urlpatterns = [
    path("", include("progress.urls")),
    path("", include("casework.urls")),
    path("membership/", include("membership.urls")),
    path("talent/", include("talent.urls")),
    # Open to strangers: the sign-in page offers the choice of language too.
    path("language/", login_not_required(set_language), name="set_language"),
]

handler400 = "casework.errors.bad_request"
handler403 = "casework.errors.forbidden"
handler404 = "casework.errors.not_found"
handler500 = "casework.errors.server_error"

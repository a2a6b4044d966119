from django.urls import path

from .views import accounts, audit, audit_seen, imports, people, search

urlpatterns = [
    path("sign-in/", accounts.sign_in, name="sign-in"),
    path("sign-out/", accounts.sign_out, name="sign-out"),
    path("password/", accounts.password, name="password"),
    path("search/", search.search, name="search"),
    path("people/<int:pk>/", people.person, name="person"),
    path("people/<int:pk>/edit/", people.edit, name="person-edit"),
    path("people/<int:pk>/id-number/", people.reveal, name="person-reveal"),
    path("audit/", audit.trail, name="audit"),
    path("audit/export/", audit.export_trail, name="audit-export"),
    path("audit/seen/", audit_seen.seen, name="audit-seen"),
    path("audit/seen/export/", audit_seen.export_seen, name="audit-seen-export"),
    path("import/", imports.start, name="import"),
    path("import/<int:pk>/", imports.check, name="import-check"),
    path("import/<int:pk>/changes/", imports.changes, name="import-changes"),
    path("import/<int:pk>/done/", imports.done, name="import-done"),
    path("import/<int:pk>/problems/", imports.problems, name="import-problems"),
    path("import/<int:pk>/undo/", imports.undo, name="import-undo"),
]

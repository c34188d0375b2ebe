from django.urls import include, path

handler400 = "raccordo.web.faults.bad_request"
handler403 = "raccordo.web.faults.forbidden"
handler404 = "raccordo.web.faults.not_found"
handler429 = "raccordo.web.entrance.views.too_many"
handler500 = "raccordo.web.faults.broken"

urlpatterns = [
    path("", include("raccordo.web.public.urls")),
    path("", include("raccordo.web.desk.urls")),
    path("", include("raccordo.web.territory.urls")),
    path("", include("raccordo.web.network.urls")),
    path("", include("raccordo.web.assemblies.urls")),
    path("", include("raccordo.web.voices.urls")),
    path("", include("raccordo.web.plan.urls")),
    path("", include("raccordo.web.money.urls")),
    path("", include("raccordo.web.office.urls")),
    path("", include("raccordo.web.entrance.urls")),
]

from django.urls import path

from raccordo.web.desk import municipality, signing, views
from raccordo.web.desk.duties.urls import urlpatterns as duties
from raccordo.web.desk.requests.urls import urlpatterns as requests

app_name = "desk"
urlpatterns = [
    path("scrivania/", views.home, name="home"),
    path("scrivania/ente/", municipality.place, name="place"),
    path("scrivania/ente/firma/<uuid:key>/", signing.sign, name="sign"),
    path("scrivania/ente/firma/<uuid:key>/testo/", signing.sign_text, name="sign_text"),
    path("opera-per-conto/", views.choose_mandate, name="choose"),
    path("cerca/", views.search, name="search"),
    path("avvisi/letti/", views.notices_read, name="notices_read"),
    path("bozze/", views.keep_draft, name="keep_draft"),
    path("lavorazioni/<uuid:key>/", views.job_page, name="job"),
    path("lavorazioni/<uuid:key>/ferma/", views.stop_job, name="stop_job"),
    path("lavorazioni/<uuid:key>/file/", views.job_file, name="job_file"),
    *duties,
    *requests,
]

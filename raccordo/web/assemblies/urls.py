from raccordo.web.assemblies.acts.urls import urlpatterns as acts
from raccordo.web.assemblies.sittings.urls import urlpatterns as sittings

app_name = "assemblies"
urlpatterns = [*acts, *sittings]

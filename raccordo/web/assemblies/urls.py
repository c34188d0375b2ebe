from raccordo.web.assemblies.acts.urls import urlpatterns as acts
from raccordo.web.assemblies.bodies.urls import urlpatterns as bodies

app_name = "assemblies"
urlpatterns = [*acts, *bodies]

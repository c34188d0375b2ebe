from raccordo.web.assemblies.acts.urls import urlpatterns as acts
from raccordo.web.assemblies.bodies.urls import urlpatterns as bodies
from raccordo.web.assemblies.decisions.urls import urlpatterns as decisions
from raccordo.web.assemblies.papers.urls import urlpatterns as papers
from raccordo.web.assemblies.sittings.urls import urlpatterns as sittings

app_name = "assemblies"
urlpatterns = [*acts, *bodies, *decisions, *papers, *sittings]

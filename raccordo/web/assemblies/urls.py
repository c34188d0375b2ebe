from raccordo.web.assemblies.acts.urls import urlpatterns as acts

app_name = "assemblies"
urlpatterns = [*acts]

from raccordo.web.voices.needs.urls import urlpatterns as needs

app_name = "voices"
urlpatterns = [
    *needs,
]

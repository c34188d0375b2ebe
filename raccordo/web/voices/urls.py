from raccordo.web.voices.needs.urls import urlpatterns as needs
from raccordo.web.voices.proposals.urls import urlpatterns as proposals

app_name = "voices"
urlpatterns = [
    *needs,
    *proposals,
]

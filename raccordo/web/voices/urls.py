from raccordo.web.voices.consultations.urls import urlpatterns as consultations
from raccordo.web.voices.needs.urls import urlpatterns as needs
from raccordo.web.voices.proposals.urls import urlpatterns as proposals

app_name = "voices"
urlpatterns = [
    *consultations,
    *needs,
    *proposals,
]

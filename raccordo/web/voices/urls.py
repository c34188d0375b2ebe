from raccordo.web.voices.becoming.urls import urlpatterns as becoming
from raccordo.web.voices.consultations.urls import urlpatterns as consultations
from raccordo.web.voices.needs.urls import urlpatterns as needs
from raccordo.web.voices.proposals.urls import urlpatterns as proposals

app_name = "voices"
urlpatterns = [
    *becoming,
    *consultations,
    *needs,
    *proposals,
]

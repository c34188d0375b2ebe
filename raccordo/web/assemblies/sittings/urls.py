from django.urls import path

from raccordo.web.assemblies.sittings import ballots, convening, meeting, preparing, views

ONE = "sedute/<uuid:key>/"
ITEM, BALLOT = f"{ONE}punti/<uuid:item>/", f"{ONE}votazioni/<uuid:ballot>/"
urlpatterns = [
    path("sedute/", views.sittings, name="sittings"),
    path("sedute/nuova/", preparing.new, name="sitting_new"),
    path(ONE, views.sitting_page, name="sitting"),
    path(f"{ONE}calendario.ics", views.sitting_calendar, name="sitting_calendar"),
    path(f"{ONE}modifica/", preparing.change, name="sitting_change"),
    path(f"{ONE}annulla/", convening.cancel, name="sitting_cancel"),
    path(f"{ONE}convoca/", convening.convene, name="sitting_convene"),
    path(f"{ONE}aggiorna/", convening.reconvene, name="sitting_reconvene"),
    path(f"{ONE}sollecita/", convening.send_again, name="sitting_send_again"),
    path(f"{ONE}presenze/", meeting.attendance, name="sitting_attendance"),
    path(f"{ONE}apri/", meeting.begin, name="sitting_open"),
    path(f"{ONE}presidenza/", meeting.chair, name="sitting_chair"),
    path(f"{ONE}deserta/", meeting.desert, name="sitting_desert"),
    path(f"{ONE}chiudi/", meeting.end, name="sitting_close"),
    path(f"{ONE}documenti/nuovo/", preparing.attach, name="sitting_attach"),
    path(f"{ONE}documenti/<uuid:file>/", views.sitting_file, name="sitting_file"),
    path(f"{ONE}punti/nuovo/", preparing.item_new, name="sitting_item_new"),
    path(f"{ITEM}modifica/", preparing.item_change, name="sitting_item_change"),
    path(f"{ITEM}sposta/", preparing.item_move, name="sitting_item_move"),
    path(f"{ITEM}ritira/", preparing.item_withdraw, name="sitting_item_withdraw"),
    path(f"{ITEM}ammetti/", preparing.item_admit, name="sitting_item_admit"),
    path(f"{ITEM}esito/", meeting.conclude, name="sitting_item_conclude"),
    path(f"{ITEM}vota/", ballots.put_to_vote, name="sitting_item_vote"),
    path(BALLOT, ballots.ballot_page, name="sitting_ballot"),
    path(f"{BALLOT}voti/", ballots.cast, name="sitting_ballot_cast"),
    path(f"{BALLOT}scrutinio/", ballots.count, name="sitting_ballot_count"),
    path(f"{BALLOT}astensione/", ballots.abstain, name="sitting_ballot_recuse"),
    path(f"{BALLOT}chiudi/", ballots.close, name="sitting_ballot_close"),
    path(f"{BALLOT}voti/<uuid:seat>/", ballots.correct, name="sitting_ballot_correct"),
]

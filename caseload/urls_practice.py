"""Addresses: how a team works. On time, followed, read, reviewed; bulletins; contact with others; continuity."""

from django.urls import path

from caseload.views import bulletins, contacts, continuity, practice, reminder_file, reviews

urlpatterns = [
    path("team/on-time/", practice.on_time, name="on_time"),
    path("team/on-time/steps/", practice.on_time_list, name="on_time_list"),
    path("team/followed/", practice.followed, name="followed"),
    path("team/contacts/", practice.contact_counts, name="contact_counts"),
    path("team/read/", practice.who_read, name="who_read"),
    path("team/continuity/", continuity.continuity_pack, name="continuity"),
    path("help/read/", practice.to_read, name="to_read"),
    path("help/read/confirm/", practice.confirm_read, name="confirm_read"),
    path("help/bulletins/", bulletins.bulletin_list, name="bulletins"),
    path("help/bulletins/write/", bulletins.write_bulletin, name="write_bulletin"),
    path("help/bulletins/<int:pk>/", bulletins.bulletin, name="bulletin"),
    path("help/bulletins/<int:pk>/read/", bulletins.read_bulletin, name="read_bulletin"),
    path("help/bulletins/<int:pk>/withdraw/", bulletins.withdraw_bulletin, name="withdraw_bulletin"),
    path("reviews/", reviews.review_list, name="reviews"),
    path("reviews/steps/<int:pk>/", reviews.review_step, name="review_step"),
    path("reviews/<int:pk>/answer/", reviews.answer_review, name="answer_review"),
    path("reviews/<int:pk>/seen/", reviews.see_review, name="see_review"),
    path("accounts/<int:pk>/review/", reviews.review_account, name="review_account"),
    path("accounts/<int:pk>/contact/", contacts.contact_note, name="contact_note"),
    path("accounts/<int:pk>/card-payment/", contacts.card_payment, name="card_payment"),
    path("accounts/<int:pk>/card-payment/<int:payment_pk>/", contacts.card_payment_made, name="card_payment_made"),
    path("card-payments/result/", contacts.card_payment_result, name="card_payment_result"),
    path("reminders/file.csv", reminder_file.reminders_csv, name="reminders_csv"),
    path("reminders/file/", reminder_file.reminders_from_file, name="reminders_from_file"),
]

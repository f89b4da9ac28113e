from django.urls import path

from . import views

urlpatterns = [
    path("reviews/", views.review_list, name="review_list"),
    path("publications/<slug:slug>/", views.publication_detail, name="publication_detail"),
    path("critics/<slug:slug>/", views.critic_detail, name="critic_detail"),
]

from django.urls import path

from . import views

urlpatterns = [
    path("films/<slug:slug>/", views.film_detail, name="film_detail"),
    path("people/", views.person_list, name="person_list"),
    path("people/<slug:slug>/", views.person_detail, name="person_detail"),
    path("characters/<slug:slug>/", views.character_detail, name="character_detail"),
    path("companies/<slug:slug>/", views.company_detail, name="company_detail"),
]

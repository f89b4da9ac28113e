from django.urls import path

from benchmarks.yardsticks import views

# The names that the models' get_absolute_url() asks for.
urlpatterns = [
    path("", views.home, name="home"),
    path("films/", views.film_list, name="film_list"),
    path("films/<slug:slug>/", views.film_detail, name="film_detail"),
    path("people/<slug:slug>/", views.person_detail, name="person_detail"),
    path("reviews/", views.review_list, name="review_list"),
    path("search/", views.search, name="search"),
    path("constant/", views.constant, name="constant"),
    # Linked to, and not measured.
    path("franchises/<slug:slug>/", views.constant, name="franchise_detail"),
    path("characters/<slug:slug>/", views.constant, name="character_detail"),
    path("companies/<slug:slug>/", views.constant, name="company_detail"),
    path("publications/<slug:slug>/", views.constant, name="publication_detail"),
    path("critics/<slug:slug>/", views.constant, name="critic_detail"),
]

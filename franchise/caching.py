"""How long browsers and shared caches may keep what the site answers, in seconds."""

from django.views.decorators.cache import cache_control

A_YEAR, A_DAY, AN_HOUR, TEN_MINUTES = 31_536_000, 86_400, 3600, 600

# Under a URL that names a version: what is there never changes.
for_good = cache_control(public=True, max_age=A_YEAR, immutable=True)
for_a_day = cache_control(public=True, max_age=A_DAY)
for_an_hour = cache_control(public=True, max_age=AN_HOUR)
for_ten_minutes = cache_control(public=True, max_age=TEN_MINUTES)

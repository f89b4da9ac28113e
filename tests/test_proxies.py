import pytest
from django.test import RequestFactory

from franchise.proxies import client_ip

from .factories import make_editor


@pytest.mark.parametrize(
    ("trusted", "forwarded", "seen"),
    [
        (0, "203.0.113.9", "10.0.0.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "198.51.100.7, 203.0.113.9", "203.0.113.9"),
        (2, "203.0.113.9, 10.0.0.2", "203.0.113.9"),
        (1, "2001:DB8::9", "2001:db8::9"),
        (2, "203.0.113.9", "10.0.0.1"),
        (1, "nobody", "10.0.0.1"),
        (1, "", "10.0.0.1"),
    ],
)
def test_visitor_is_whom_the_outermost_trusted_proxy_saw(settings, trusted, forwarded, seen):
    settings.TRUSTED_PROXIES = trusted
    request = RequestFactory(REMOTE_ADDR="10.0.0.1").get(
        "/", headers={"X-Forwarded-For": forwarded}
    )
    assert client_ip(request) == seen


@pytest.mark.django_db
def test_failed_log_ins_lock_out_one_visitor_and_not_all_behind_the_proxy(client, settings):
    settings.TRUSTED_PROXIES = 1
    make_editor(username="editor", password="the right one")

    def log_in(password, url):
        return client.post(
            "/admin/login/",
            {"username": "editor", "password": password},
            headers={"X-Forwarded-For": url},
        ).status_code

    guesses = [log_in("a guess", "203.0.113.9") for _ in range(10)]
    assert guesses == [200] * 9 + [429]
    assert log_in("the right one", "203.0.113.9") == 429
    assert log_in("the right one", "198.51.100.7") == 302

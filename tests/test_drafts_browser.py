"""Drafts in a real browser: what is typed is kept by itself, whatever becomes of the tab."""

import pytest
from playwright.sync_api import expect

from editorial.models import Draft
from films.models import Film

from .admin_forms import change, log_in
from .factories import make_editor, make_film

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def film():
    return make_film("Lost Bullet", tagline="Fast.")


@pytest.fixture
def form(page, film):
    page.clock.install()
    log_in(page, make_editor("alice")).goto(change(film))
    yield page
    # No request of the form may still be under way when the test's rows are removed.
    page.goto("about:blank")


@pytest.fixture
def bob(browser, live_server):
    """The page of a second editor. Before `form`: nothing may be written while that one loads."""
    context = browser.new_context(base_url=live_server.url)
    yield log_in(context.new_page(), make_editor("bob"))
    context.close()


def typed(page, text):
    page.locator("#id_tagline").fill("")
    page.locator("#id_tagline").press_sequentially(text)


def kept(page):
    return expect(page.locator("#draft-status")).to_contain_text("Draft saved at", timeout=15_000)


def test_what_is_typed_is_kept_by_itself_and_a_reload_shows_it(form):
    typed(form, "Faster.")
    kept(form)
    form.reload()
    expect(form.locator("#id_tagline")).to_have_value("Faster.")
    expect(form.get_by_text("This is your draft")).to_be_visible()
    assert Film.objects.get().tagline == "Fast."


def test_looking_at_a_form_keeps_no_draft(form):
    form.wait_for_timeout(3000)
    form.mouse.wheel(0, 400)
    assert not Draft.objects.exists()


def test_a_closed_tab_loses_nothing_and_the_page_offers_the_draft(form, film):
    typed(form, "Faster.")
    kept(form)
    form.goto("about:blank")
    form.goto(change(film))
    expect(form.locator("#id_tagline")).to_have_value("Fast.")
    form.get_by_role("link", name="Continue editing").click()
    expect(form.locator("#id_tagline")).to_have_value("Faster.")
    form.get_by_role("button", name="Save", exact=True).click()
    expect(form.get_by_text("was changed successfully")).to_be_visible()
    assert Film.objects.get().tagline == "Faster."
    assert not Draft.objects.exists()


def test_a_save_at_once_leaves_no_draft_behind(form):
    typed(form, "Faster.")
    form.get_by_role("button", name="Save", exact=True).click()
    expect(form.get_by_text("was changed successfully")).to_be_visible()
    assert Film.objects.get().tagline == "Faster."
    assert not Draft.objects.exists()


def test_a_save_behind_a_slow_server_leaves_no_draft_behind(form):
    held, asked = [], []
    form.on("request", lambda request: request.url.endswith("/draft/") and asked.append(request))
    form.route("**/draft/", lambda route: held.append(route))
    typed(form, "Faster.")
    # Meanwhile the form asks itself more than once whether there is something to keep.
    form.wait_for_timeout(3500)
    form.get_by_role("button", name="Save", exact=True).click()
    form.wait_for_timeout(1000)
    held[0].continue_()
    expect(form.get_by_text("was changed successfully")).to_be_visible()
    assert not Draft.objects.exists()
    assert len(asked) == 1


def ahead(form):
    """Let the time come at which the form asks who else is here, and where it stands."""
    form.clock.fast_forward(20_000)


def test_who_is_logged_out_while_typing_logs_in_beside_and_goes_on(form, film):
    form.context.clear_cookies()
    typed(form, "Faster.")
    status = form.locator("#draft-status")
    expect(status).to_contain_text("You have been logged out.", timeout=15_000)
    form.get_by_role("button", name="Save", exact=True).click()
    expect(form.locator("#id_tagline")).to_have_value("Faster.")
    with form.expect_popup() as tab:
        status.get_by_role("link", name="Log in").click()
    other = tab.value
    other.get_by_label("Username").fill("alice")
    other.get_by_label("Password").fill("a long pass phrase")
    other.get_by_role("button", name="Log in").click()
    other.wait_for_url("**/admin/")
    other.close()
    # The form finds its new token by itself.
    ahead(form)
    kept(form)
    form.get_by_role("button", name="Save", exact=True).click()
    expect(form.get_by_text("was changed successfully")).to_be_visible()
    assert Film.objects.get().tagline == "Faster."


def test_a_server_that_is_away_costs_no_word(form):
    form.route("**/draft/", lambda route: route.abort())
    typed(form, "Faster.")
    expect(form.locator("#draft-status")).to_contain_text("cannot be reached", timeout=15_000)
    form.unroute("**/draft/")
    kept(form)


def test_two_editors_see_each_other(bob, form, film):
    bob.goto(change(film))
    expect(bob.get_by_text("alice has this page open too.")).to_be_visible()
    typed(bob, "Slow.")
    bob.get_by_role("button", name="Save", exact=True).click()
    expect(bob.get_by_text("was changed successfully")).to_be_visible()
    ahead(form)
    expect(form.get_by_text("bob saved this page since you opened it.")).to_be_visible()


def test_a_server_that_keeps_no_draft_takes_the_save_all_the_same(form):
    form.route("**/draft/", lambda route: route.fulfill(status=500))
    typed(form, "Faster.")
    form.get_by_role("button", name="Save", exact=True).click()
    expect(form.get_by_text("was changed successfully")).to_be_visible()
    assert Film.objects.get().tagline == "Faster."

"""The demo's processes: the links of mails lead to the port that is served."""

from config.management.commands.demo import environment_on


def test_the_links_of_mails_lead_to_the_port_that_is_served():
    assert environment_on(8765, {"PATH": "/bin"}) == {"PATH": "/bin", "SITE_URL": "http://127.0.0.1:8765"}


def test_an_address_that_is_given_stays():
    for name in ("SITE_URL", "SITE_URL_FILE"):
        assert environment_on(8765, {name: "https://x.example"}) == {name: "https://x.example"}

from riskscan.model.estate import EdgeKind
from tests.estate.support import asset, edges, estate_of
from tests.support import FIXTURES

MACHINES = estate_of(FIXTURES / "estates" / "small-machines")


def test_machines_support_what_they_serve() -> None:
    primary = asset(MACHINES, "server:db-a.example.com")
    assert (primary.criticality, primary.fact("role"), primary.fact("environment")) == (3, "primary", "production")
    assert asset(MACHINES, "server:db-b.example.com").criticality == 2
    assert asset(MACHINES, "server:mq1.example.com").criticality == 2
    assert edges(MACHINES, EdgeKind.SUPPORTS) >= {
        ("server:db-a.example.com", "supports", "program:till"),
        ("server:db-a.example.com", "supports", "program:website"),
        ("server:db-b.example.com", "supports", "program:reports"),
        ("server:mq1.example.com", "supports", "program:till"),
        ("file:db-a.example.com:/srv/pg/data", "supports", "server:db-a.example.com"),
    }


def test_ini_inventory() -> None:
    web = asset(MACHINES, "server:web1.example.com")
    assert web.aliases == ("10.0.0.4",)
    assert web.fact("role") == "web"
    assert not any("http_port" in a.key for a in MACHINES.assets)


def test_calls_of_a_service() -> None:
    call = asset(MACHINES, "url:DELETE /members/{id}")
    assert call.fact("description") == "Removes a member for good. All visits go too."
    assert call.aliases == ("DELETE https://members.example.com/v2/members/{id}",)


def test_what_cannot_be_read_is_said() -> None:
    (broken,) = MACHINES.diagnostics
    assert (broken.code, broken.location and broken.location.path) == ("estate-file-unread", "broken.yml")
    assert broken.consequence

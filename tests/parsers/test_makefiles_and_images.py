"""Makefiles as make reads them, and images: what is set, what is asked, what a build does to itself, and what it starts."""

import pytest

from riskscan.model.artifact import Language
from riskscan.model.effect import Safety
from tests.support import effects


def make(text):
    return effects(text, Language.MAKEFILE, "Makefile")


def image(text):
    return effects(text, Language.DOCKERFILE, "Dockerfile")


@pytest.mark.parametrize(
    "text",
    [
        "test:\n\techo x\nifeq ($(A), b)\n\tCONF ?= .a.yml\nelse\n\tifndef C\n\tCONF ?= .b.yml\n\tendif\nendif\n",
        "flags-x := -race\ntest:\n\tgo test $(flags-x) ./...\n",
        "BIN := $(firstword $(subst :, ,$(shell go env GOPATH)))\nbuild:\n\tgo build -o $(BIN)/x\n",
        "x.o: x.c\n\tgcc -o $@ $<\n",
        "all:\n\t$(eval T := $(shell mktemp -d))\n\trm -rf $(T)\n",
    ],
)
def test_what_make_works_out_itself_runs_nothing(text):
    assert not [e for e in make(text) if e.operation not in ("read", "write") and not e.safe_evidence]


def test_a_target_is_what_its_lines_call_it():
    (effect,) = make("/srv/cache:\n\trm -rf $@\n")
    assert (effect.rule, effect.asset.name) == ("shell/rm-recursive", "/srv/cache")


def test_conditions_keep_what_stands_between_them():
    (effect,) = make("clean:\nifeq ($(ALL), 1)\n\trm -rf /srv/share\nendif\n")
    assert (effect.asset.name, effect.location.start_line) == ("/srv/share", 3)


@pytest.mark.parametrize(
    "line",
    [
        'CMD ["/app/server"]',
        'ENTRYPOINT ["java", "-jar", "/app.jar"]',
        "CMD /usr/bin/supervisord",
        'CMD [""]',
        'ENTRYPOINT ["/app/server", "--port", "80"]',
    ],
)
def test_the_program_that_an_image_is_made_for(line):
    assert image(f"FROM debian\n{line}\n") == ()


@pytest.mark.parametrize("line", ['CMD ["/app/server", "--purge"]', 'CMD ["dropdb", "shop"]', 'CMD ["/bin/sh", "-c", "rm -rf /srv/x"]'])
def test_a_program_that_is_started_to_destroy(line):
    assert image(f"FROM debian\n{line}\n")


def test_a_build_that_adds_a_client_stays_inside_the_image():
    text = "FROM debian\nRUN apt-get update \\\n  && apt-get install -y curl \\\n  mysql-client \\\n  && rm -rf /etc/old\n"
    assert all(e.safe(Safety.SCRATCH) for e in image(text))
    text = "FROM debian\nRUN apt-get update \\\n  && mysql -h db -e 'DROP TABLE orders'\n"
    assert not any(e.safe(Safety.SCRATCH) for e in image(text) if e.operation == "delete")


def test_a_word_that_is_fed_in_is_no_text_of_many_lines():
    text = "FROM arch\nRUN tee /etc/m <<< 'Server = x'\nCMD dropdb shop\n"
    assert [e.asset.name for e in image(text) if e.operation == "delete"] == ["shop"]

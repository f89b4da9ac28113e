"""How long a catalogue takes to travel, and how much memory: written, planned, applied.

    python benchmarks/content_travel.py [FILMS]

Makes a catalogue of films, each with credits, sections and facts, and lets `manage.py content`
take it from one new SQLite database to another. Prints the seconds and the peak memory of each
step, and exits with 1 if what comes back is not, to the byte, what went out.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PARAGRAPH = "Lino drives the *Clio* through the wall of a jeweller, and out at the other side. " * 8
PEOPLE = 8


def main(count):
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        catalogue, back = folder / "catalogue.yaml", folder / "back.yaml"
        with catalogue.open("w") as file:
            file.writelines(entries(count))
        for place in ("here", "there"):
            (folder / place).mkdir()
            manage(folder / place, "migrate", "-v0")
        size = catalogue.stat().st_size / 1e6
        print(f"{count:,} films, {count * 18:,} rows, {size:.0f} MB of YAML")
        here = folder / "here"
        report("plan, all new", here, "plan", catalogue)
        report("apply, all new", here, "apply", catalogue)
        report("plan, nothing new", here, "plan", catalogue)
        report("apply, nothing new", here, "apply", catalogue)
        canonical = folder / "canonical.yaml"
        report("export", here, "export", "-o", canonical)
        report("apply elsewhere", folder / "there", "apply", canonical)
        report("export elsewhere", folder / "there", "export", "-o", back)
        if canonical.read_bytes() != back.read_bytes():
            sys.exit("What came back is not what went out.")
        print("What came back is, to the byte, what went out.")


def entries(count):
    """Yield a fixture in which each film has eight credits, three sections and five facts."""
    yield "# content: everything\n"
    yield entry("films.country", code="FR", name="France")
    yield entry("films.language", code="fr", name="French")
    yield entry("films.genre", slug="action", name="Action")
    for n in range(count):
        film = f"[film-{n}]"
        yield entry("films.person", slug=f"person-{n}", name=f"Person {n}", biography=PARAGRAPH)
        yield entry(
            "films.film", slug=f"film-{n}", title=f"Film {n}", status="published", lead=PARAGRAPH
        )
        for k in range(PEOPLE):
            person = f"[person-{max(n - k, 0) if n >= PEOPLE else n}]"
            role = "cast" if n >= PEOPLE else ("cast", "writer", "director", "producer", "music",
                                               "editing", "stunts", "story")[k]  # fmt: skip
            yield entry("films.credit", film=film, person=person, role=role, position=k + 1)
        for k in range(3):
            yield entry(
                "films.plotsection", film=film, key=f"part-{k}", heading=f"Part {k}",
                body=PARAGRAPH, position=k + 1,
            )  # fmt: skip
        yield entry("films.filmcountry", film=film, country="[FR]", position=1)
        yield entry("films.filmlanguage", film=film, language="[fr]", position=1)
        yield entry("films.filmgenre", film=film, genre="[action]", position=1)
        yield entry("films.release", film=film, kind="streaming", released_on="2020-06-19")
        yield entry("films.figure", film=film, kind="viewers", amount=n, position=1)


def entry(model, **fields):
    lines = "".join(f"    {name}: {value}\n" for name, value in fields.items())
    return f"- model: {model}\n  fields:\n{lines}"


def report(what, folder, *words):
    before = time.perf_counter()
    usage = manage(folder, "content", *map(str, words))
    seconds = time.perf_counter() - before
    print(f"{what:20} {seconds:7.1f} s {usage / 1024:7.0f} MB", flush=True)


def manage(folder, *words):
    """Run a command of manage.py, and return its peak memory in KB."""
    environment = os.environ | {"DATA_DIR": str(folder), "DEBUG": "1"}
    environment.pop("DATABASE_URL", None)
    command = [sys.executable, "manage.py", *words]
    child = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode not in (0, 2):
        sys.exit(f"{' '.join(words)} failed")
    return usage.ru_maxrss


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)

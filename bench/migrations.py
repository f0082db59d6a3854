"""Migrations: the program calx beside Alembic, on the same revisions and the
same models. Whole processes, from start to end."""
import hashlib
import os
import re
import shutil
import subprocess

from lab import process, wall_of

REVISIONS = (1_000, 10_000, 100_000)
MODELS = (100, 1_000)
COLUMNS = 10
ALEMBIC_MOST = 1_000  # revisions and models; more takes it minutes
UPGRADE_MOST = 10_000  # revisions that are run and not only read
# seconds: (what, how many) -> mark
MARKS = {("upgrade", 10_000): 0.4, ("heads", 100_000): 0.5, ("check", 1_000): 0.10}
# of Alembic's time, on a server
CHECK_SHARE = 0.05

REVISION_OF_CALX = '''/* Step {number}
 *
 * Revision ID: {id}
 * Revises: {down}
 * Create Date: 2026-01-01 00:00:00.000000
 */
#include <calx/revision.h>

static void upgrade(calx_op *op)
{{
    {up}
}}

static void downgrade(calx_op *op)
{{
    {undo}
}}

CALX_REVISION({id}, {after}.upgrade = upgrade, .downgrade = downgrade);
'''
REVISION_OF_ALEMBIC = '''"""Step {number}

Revision ID: {id}
Revises: {down}
Create Date: 2026-01-01 00:00:00.000000

"""
from alembic import op
import sqlalchemy as sa

revision = "{id}"
down_revision = {after}
branch_labels = None
depends_on = None


def upgrade():
    {up}


def downgrade():
    {undo}
'''
TYPES = [("string(100)", "sa.String(100), nullable=False"), ("nullable(integer())", "sa.Integer"),
         ("nullable(date())", "sa.Date"), ("nullable(boolean())", "sa.Boolean"), ("nullable(text())", "sa.Text")]


class Calx:
    def __init__(self, lab, directory):
        self.directory, self.command = directory, [lab.cli]
        self.env = {"CALX_INCLUDE_DIR": str(lab.build.parent / "include"),
                    "XDG_CACHE_HOME": str(lab.scratch / "cache")}
        directory.mkdir(parents=True)
        self.run("init", "migrations")

    def use(self, url):
        self.env["CALX_URL"] = url

    def run(self, *arguments, times=1, before=None):
        return wall_of([*self.command, *arguments], self.directory, before, times, self.env)

    def write_revision(self, number, name, down):
        up, undo = (('calx_create_table(op, "t", column(id, integer(), .primary_key = true));',
                     'calx_drop_table(op, "t");') if not number else
                    (f'calx_execute(op, "INSERT INTO t (id) VALUES ({number})");',
                     f'calx_execute(op, "DELETE FROM t WHERE id = {number}");'))
        text = REVISION_OF_CALX.format(number=number, id=name, down=down, up=up, undo=undo,
                                       after=f'.down_revision = "{down}", ' if down else "")
        (self.directory / "migrations" / "versions" / f"{name}_step.c").write_text(text)

    def write_models(self, count):
        lines = ["#include <calx/calx.h>\n#include <calx/short.h>"]
        for model in range(count):
            columns = [f"column(c{i}, {TYPES[i % len(TYPES)][0]})" for i in range(COLUMNS - 1)]
            lines.append(f'CALX_MODEL(T{model}, "table_{model}", column(id, integer(), .primary_key = true),\n\t'
                         + ",\n\t".join(columns) + ");")
        # one list of CALX_METADATA is of up to 200
        lines.append("static const calx_table *const tables[] = { "
                     + ", ".join(f"&T{i}_calx_table_" for i in range(count)) + ", NULL };\n"
                     "static const calx_metadata models = { .size = sizeof(calx_metadata), .tables = tables };")
        (self.directory / "models.h").write_text("\n".join(lines) + "\n")
        (self.directory / "migrations" / "env.c").write_text(
            '#include <calx/migrate.h>\n#include "../models.h"\n'
            "CALX_MIGRATION_ENVIRONMENT(.target_metadata = &models);\n")


class Alembic:
    def __init__(self, lab, directory):
        self.directory, self.command = directory, [lab.python, "-m", "alembic.config"]
        directory.mkdir(parents=True)
        self.run("init", "migrations")
        self.use("sqlite:///app.db", "driver://user:pass@localhost/dbname")

    def use(self, url, before="sqlite:///app.db"):
        ini = self.directory / "alembic.ini"
        # a % begins something in .ini files
        ini.write_text(ini.read_text().replace(before, url_of_alembic(url).replace("%", "%%")))

    def run(self, *arguments, times=1, before=None):
        return wall_of([*self.command, *arguments], self.directory, before, times)

    def write_revision(self, number, name, down):
        up, undo = (('op.create_table("t", sa.Column("id", sa.Integer, primary_key=True))', 'op.drop_table("t")')
                    if not number else (f'op.execute("INSERT INTO t (id) VALUES ({number})")',
                                        f'op.execute("DELETE FROM t WHERE id = {number}")'))
        text = REVISION_OF_ALEMBIC.format(number=number, id=name, down=down, up=up, undo=undo,
                                          after=f'"{down}"' if down else None)
        (self.directory / "migrations" / "versions" / f"{name}_step.py").write_text(text)

    def write_models(self, count):
        lines = ["import sqlalchemy as sa\nfrom sqlalchemy.orm import declarative_base\nBase = declarative_base()"]
        for model in range(count):
            lines.append(f'class T{model}(Base):\n    __tablename__ = "table_{model}"\n'
                         "    id = sa.Column(sa.Integer, primary_key=True)")
            lines += [f"    c{i} = sa.Column({TYPES[i % len(TYPES)][1]})" for i in range(COLUMNS - 1)]
        (self.directory / "models.py").write_text("\n".join(lines) + "\n")
        env = self.directory / "migrations" / "env.py"
        env.write_text(env.read_text().replace(
            "target_metadata = None",
            "import os, sys\nsys.path.insert(0, os.getcwd())\nfrom models import Base\ntarget_metadata = Base.metadata"))


# ---- on a server -----------------------------------------------------------

SERVERS = {"PostgreSQL": "CALX_TEST_POSTGRESQL", "MariaDB": "CALX_TEST_MARIADB"}
# run by Python on the server's own database: to make and to remove one
STATEMENTS = """
import sys, sqlalchemy
engine = sqlalchemy.create_engine(sys.argv[1], isolation_level="AUTOCOMMIT")
with engine.connect() as connection:
    for statement in sys.argv[2:]:
        connection.execute(sqlalchemy.text(statement))
"""


def url_of_alembic(url):
    """calx's URL of a socket, as Alembic takes it."""
    url = url.replace("postgresql://", "postgresql+psycopg2://").replace("mariadb://", "mysql+pymysql://")
    return re.sub(r"/([^/?]*)[?]socket=", r"localhost/\1?unix_socket=", url)


def database_of(url, name):
    return re.sub(r"/[^/?]*[?]", f"/{name}?", url, count=1)


def statements_run(lab, url, *statements):
    subprocess.run([lab.python, "-c", STATEMENTS, url_of_alembic(url), *statements], check=True)


def check_of(lab, tool, url, count, times):
    """Seconds to find that none of so many tables has changed: on its own database, made by itself."""
    name = f"calx_bench_{os.getpid()}"
    statements_run(lab, url, f"CREATE DATABASE {name}")
    try:
        tool.use(database_of(url, name))
        found = of_models(tool, count, times, fresh=False)
    finally:
        statements_run(lab, url, f"DROP DATABASE {name}")
    return found["check"]


def servers(lab, pairs):
    """Beside Alembic on each server that the environment names; what is over the mark."""
    over = []
    for title, variable in SERVERS.items():
        url, place = os.environ.get(variable), lab.scratch / "server"
        if not url:
            continue
        ours = check_of(lab, Calx(lab, place / "calx"), url, 1_000, min(pairs, 3))
        theirs = check_of(lab, Alembic(lab, place / "alembic"), url, 1_000, 1)
        shutil.rmtree(place)
        print(f"check of 1,000 unchanged tables on {title + ':':12} {ours:.3f} s, {ours / theirs:.3f} of Alembic's {theirs:.2f} s"
              f" (mark {CHECK_SHARE})", flush=True)
        if ours / theirs > CHECK_SHARE:
            over.append(f"check on {title}: {ours / theirs:.3f} of Alembic's, the mark is {CHECK_SHARE}")
    return over


def has_alembic(lab):
    return subprocess.run([lab.python, "-c", "import alembic"], capture_output=True, check=False).returncode == 0


def without_database(tool):
    for path in tool.directory.glob("app.db*"):
        path.unlink()


def revisions(tool, count):
    names = [hashlib.sha256(b"%d" % i).hexdigest()[:12] for i in range(count)]
    for number, name in enumerate(names):
        tool.write_revision(number, name, names[number - 1] if number else "")


def of_revisions(tool, count, times):
    """{what: seconds} of reading and of running so many revisions."""
    revisions(tool, count)
    found = {"heads": tool.run("heads", times=times)}
    if count <= UPGRADE_MOST:
        found["upgrade"] = tool.run("upgrade", "head", times=times, before=lambda: without_database(tool))
        found["current"] = tool.run("current", times=times)
    return found


def of_models(tool, count, times, fresh=True):
    """{what: seconds} of models that the database has all of; `fresh`: it can be made anew."""
    tool.write_models(count)
    found = {"autogenerate": tool.run("revision", "--autogenerate", "-m", "all"),
             "create": tool.run("upgrade", "head", times=times if fresh else 1,
                                before=(lambda: without_database(tool)) if fresh else None)}
    if isinstance(tool, Calx):
        found["check"] = tool.run("check", times=times)
        cache = tool.env["XDG_CACHE_HOME"]
        shutil.rmtree(cache, ignore_errors=True)
        found["check anew"], found["memory"] = process([*tool.command, "check"], tool.directory, tool.env)
    else:  # Debian's has no `check`; to find no change is the same work
        found["check"] = tool.run("revision", "--autogenerate", "-m", "none")
    return found


def titles(kind):
    if kind == "revisions":
        return {"heads": "heads, of all files", "upgrade": "upgrade head, from nothing", "current": "current"}
    return {"autogenerate": "autogenerate, the first time", "create": "upgrade head, all in one",
            "check": "check, when nothing has changed", "check anew": "  the same, compiled anew"}


def show(kind, found, sizes):
    """Lines of one tool's times beside the other's."""
    print(f"{kind:44} {'n =':>4}" + "".join(f"{n:>10,} {'mark':>5} {'Alembic':>9}" for n in sizes))
    over = []
    for what, title in titles(kind).items():
        text = f"{title:49}"
        for n in sizes:
            ours, theirs = found[n][0].get(what), found[n][1].get(what)
            mark = MARKS.get((what, n))
            text += (f"{ours:8.3f} s" if ours else f"{'':10}") + f" {mark or '':>5}"
            text += f"{theirs:8.2f} s" if theirs else f"{'':10}"
            if ours and mark and ours > mark:
                over.append(f"{title.strip()}, {n:,} {kind}: {ours:.2f} s, the mark is {mark}")
        print(text, flush=True)
    return over


def run(lab, pairs):
    alembic, found, over = has_alembic(lab), {}, []
    for kind, sizes, measure in (("revisions", REVISIONS, of_revisions), ("models", MODELS, of_models)):
        found[kind] = {}
        for n in sizes:
            place = lab.scratch / f"{kind}-{n}"
            times = min(pairs, 3) if n < max(sizes) else 1
            ours = measure(Calx(lab, place / "calx"), n, times)
            theirs = measure(Alembic(lab, place / "alembic"), n, 1) if alembic and n <= ALEMBIC_MOST else {}
            found[kind][n] = (ours, theirs)
            shutil.rmtree(place)
        over += show(kind, found[kind], sizes)
        print()
    if alembic:
        over += servers(lab, pairs)
    most = max(MODELS)
    print(f"memory to compile {most:,} models: {found['models'][most][0]['memory'] / 1024:.0f} MiB\n")
    return found, over

"""The same work on PostgreSQL and MariaDB, beside C on their libraries: one
statement and one round trip for each row, as people write it, and as well as it
can be done. calx is the same program as on SQLite."""
import os
import subprocess

import paths
from lab import Lab
from paths import Path

READS = {"scan", "scan-best", "stream", "stream-best", "load", "each", "each-untracked", "each-row", "get", "get-best",
         "get-hit", "first"}
# marks of the instructions are over the best C, those of time over the base
COMMON = [
    Path("scan", "scan", "scan-best", 1, True, "scan into structs", beside_best=1.05),
    Path("load", "scan", "scan-best", 1, True, "load tracked objects"),
    Path("each", "stream", "stream-best", 1, True, "stream: calx_each"),
    Path("each-untracked", "stream", "stream-best", 1, True, "  untracked"),
    Path("each-row", "stream", "stream-best", 1, True, "  calx_each_row"),
    Path("get", "get", "get-best", 0.2, True, "calx_get", beside_best=1.05),
]


def changing(update):
    return [
        Path("insert", "insert", "insert-best", 1, False, "bulk insert", wall=0.06),
        Path("add", "insert", "insert-best", 1, False, "add and commit", wall=0.12),
        Path("add-keyless", "insert", "insert-best", 1, False, "  the database makes the keys"),
        Path("update", "update", "update-best", 0.2, True, "update by flush", wall=update),
        Path("delete", "delete", "delete-best", 0.2, True, "delete by flush", wall=0.25),
    ]


PATHS = {"postgresql": COMMON + changing(0.30), "mariadb": COMMON + changing(0.12)}


class ServerLab(Lab):
    """Programs that work on a table of the server that an URL names."""

    def __init__(self, build, scratch, name):
        super().__init__(build, scratch)
        self.raw = [str(self.build / "bench" / f"bench_{name}")]
        self.url = os.environ.get(f"CALX_TEST_{name.upper()}")
        self.sqlalchemy = None
        self.rows = None  # of the table, if nothing has changed it

    def is_there(self):
        return self.url is not None and os.path.exists(self.raw[0])

    def database(self, rows):
        if self.rows != rows:
            subprocess.run([*self.raw, "setup", str(rows), self.url], check=True, stdout=subprocess.DEVNULL)
            self.rows = rows
        return self.url

    def run(self, program, workload, units, rows, prefix=(), env=None):
        said = super().run(program, workload, units, rows, prefix, env)
        if workload not in READS:
            self.rows = None
        return said


def run(name, lab, rows, pairs, only):
    """As paths.run(); without the server, or its library, it says so."""
    server = ServerLab(lab.build, lab.scratch, name)
    if not server.is_there():
        print(f"{name}: not measured. ./do bench starts the server where it is installed (or CALX_TEST_{name.upper()} "
              "is the URL of one), and its client library must be there.")
        return [], []
    print(f"{name}: ratios are to C with one statement and one round trip for each row")
    chosen = {path.calx for path in PATHS[name]} & only if only else None
    return paths.run(server, rows, pairs, chosen, PATHS[name])

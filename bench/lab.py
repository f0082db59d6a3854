"""Where programs of the comparison are run: databases, counters, clocks."""
import os
import re
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent


class Lab:
    def __init__(self, build, scratch):
        self.build = Path(build).resolve()
        self.scratch = Path(scratch)
        self.raw = [str(self.build / "bench" / "bench_raw")]
        self.calx = [str(self.build / "bench" / "bench_calx")]
        self.fake = [str(self.build / "bench" / "bench_fake")]
        self.cli = str(self.build / "src" / "cli" / "calx")
        self.python = self.find_python()
        self.sqlalchemy = self.python_side("sqlalchemy", "sqlalchemy_side.py")
        self.faker = self.python_side("faker", "faker_side.py")
        self.databases = {}

    @staticmethod
    def find_python():
        """The Python that Debian's packages are for."""
        return "/usr/bin/python3" if os.path.exists("/usr/bin/python3") else sys.executable

    def python_side(self, module, program):
        found = subprocess.run([self.python, "-c", f"import {module}"], capture_output=True, check=False)
        return [self.python, str(HERE / program)] if found.returncode == 0 else None

    def database(self, rows):
        """The URL of a fresh copy of a database with so many books."""
        if rows not in self.databases:
            path = self.scratch / f"source-{rows}.db"
            subprocess.run([*self.raw, "setup", str(rows), f"sqlite:///{path}"], check=True, stdout=subprocess.DEVNULL)
            self.databases[rows] = path
        work = self.scratch / "work.db"
        for end in ("", "-wal", "-shm", "-journal"):
            Path(f"{work}{end}").unlink(missing_ok=True)
        shutil.copyfile(self.databases[rows], work)
        return f"sqlite:///{work}"

    def forget(self, rows):
        """Frees the space of a database that is not needed again."""
        path = self.databases.pop(rows, None)
        if path:
            path.unlink()

    def run(self, program, workload, units, rows, prefix=(), env=None):
        """Runs it on a fresh database; what it says as a dictionary."""
        command = [*prefix, *program, workload, str(units), self.database(rows)]
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False,
                              env={**os.environ, "CALX_BENCH_RAW": self.raw[0], **(env or {})})
        if done.returncode:
            sys.exit(f"{' '.join(program)} {workload}: {done.stderr.strip()[-400:]}")
        line = [x for x in done.stdout.splitlines() if x.startswith("workload=")][0]
        return {key: int(value) for key, value in re.findall(r"(\w+)=(-?\d+)(?= |$)", line)}

    def instructions(self, program, workload, units, rows):
        """Instructions of the measured part, in user space; with its check."""
        output = self.scratch / "callgrind.out"
        said = self.run(program, workload, units, rows, prefix=(
            "valgrind", "--tool=callgrind", "-q", "--instr-atstart=no", f"--callgrind-out-file={output}"))
        total = int(re.search(r"^totals: (\d+)", output.read_text(), re.M).group(1))
        return total, said["check"]

    def mallocs(self, program, workload, units, rows):
        return self.run(program, workload, units, rows,
                        env={"LD_PRELOAD": str(self.build / "bench" / "libmallocs.so")})["mallocs"]


def process(command, directory, env=None):
    """Seconds from start to end, and the KiB of the largest of it and what it starts."""
    start = time.perf_counter()
    child = subprocess.Popen(command, cwd=directory, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                             env={**os.environ, **(env or {})})
    said = child.stderr.read()
    _, status, usage = os.wait4(child.pid, 0)
    seconds, child.returncode = time.perf_counter() - start, os.waitstatus_to_exitcode(status)
    child.stderr.close()
    if child.returncode:
        sys.exit(f"{' '.join(command)}: {said.decode().strip()[-400:]}")
    return seconds, usage.ru_maxrss


def wall_of(command, directory, before=None, times=1, env=None):
    """The median of the seconds of so many runs."""
    walls = []
    for _ in range(times):
        if before:
            before()
        walls.append(process(command, directory, env)[0])
    return statistics.median(walls)

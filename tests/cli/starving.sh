#!/usr/bin/env bash
# Without memory a command fails and says so: each allocation of a run fails in
# turn, alone and with all that follow. Either the outcome is the same, or the
# exit code is not 0, and with --json there is still one document.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
if ldd "$CALX" | grep -q -e libasan -e libubsan || grep -q __asan_init "$CALX"; then
	echo '1..0 # SKIP the sanitizer has its own malloc()'
	exit 0
fi
project
revision aaaa1111 ''
run upgrade head -q
cc -shared -fPIC -O1 -o "$scratch/starving.so" "$CALX_ROOT/tests/cli/starving.c"
cat >"$scratch/starve" <<'END'
import json, os, shutil, subprocess, sys
calx, library, line = sys.argv[1:4]
def run(**more):
    made = subprocess.run([calx] + line.split(), env=dict(os.environ, **more),
                          capture_output=True, stdin=subprocess.DEVNULL, timeout=60)
    return made.returncode, made.stdout
def check(number, code, out):
    # what SQLite cannot take away without memory is no harm
    left = sorted(n for n in os.listdir(".") if not n.startswith("test.db-"))
    if code == 0 or code < 0 or code > 100:
        return "exit code %d, and another output" % code
    if "--json" in line.split():
        document = json.loads(out)
        if document["ok"] or document["exit_code"] != code or not document["error"]["message"]:
            return "the document says %s" % document
    if left != before:
        return "it leaves %s" % left
before = sorted(os.listdir("."))
good = run()
def clean():
    for name in set(os.listdir(".")) - set(before):
        shutil.rmtree(name) if os.path.isdir(name) else os.remove(name)
clean()
wrong, failed = [], 0
for more in {}, {"STARVE_ON": "1"}:
    same = number = 0
    while same < 25 and number < 2000:
        number += 1
        found = run(STARVE=str(number), LD_PRELOAD=library, **more)
        if found == good:
            same += 1
            clean()
            continue
        same, failed = 0, failed + 1
        try:
            why = check(number, *found)
        except ValueError as error:
            why = "no document: %s" % error
        if why:
            wrong.append("%s: allocation %d: %s" % (more, number, why))
        clean()
print("\n".join(wrong[:10]), "\n%d failed" % failed)
sys.exit(bool(wrong) or failed < 5)
END
starves() { ok "$*" python3 "$scratch/starve" "$CALX" "$scratch/starving.so" "$*"; }
for line in --version --help config heads 'history -v' 'show head' current 'upgrade head -n' nonsense; do
	starves --json "$line"
done
starves heads
starves --json
cd "$scratch/work" && mkdir made && cd made || exit 1
starves init migrations
starves init migrations --json
"$CALX" init migrations >/dev/full 2>"$err"
rc=$?
rc_is 1 'init that cannot tell what it did'
ok 'takes back what it made' test -z "$(ls -A)"
"$CALX" init migrations --json >/dev/full 2>"$err"
rc=$?
rc_is 1 'and in JSON'
ok 'takes it back, too' test -z "$(ls -A)"

done_testing

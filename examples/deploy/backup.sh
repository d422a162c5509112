#!/bin/sh
# Copies the data folder of a server that runs, and proves the copy: backup.sh FROM TO
#
# A plain copy is no backup: the journal grows under it and a snapshot removes files, so that it may
# hold half of what it needs. Yet every line has its checksum and says what was safe before it, so
# --check knows whether a copy is whole; one that it calls sound has all that was acknowledged before
# the copy began. Until there is one, it is made anew. Needs room for the folder once more.
set -eu
umask 077

if [ $# -ne 2 ] || [ -e "$2" ]; then
    echo "usage: $0 FROM TO, and TO must not be there yet" >&2
    exit 2
fi
from=$1 to=${2%/}
unproven=$to.unproven
here=$(cd "$(dirname "$0")/../.." && pwd)
python=${PYTHON:-$here/.venv/bin/python}

copy() {
    rm -rf "$unproven" && mkdir "$unproven" || return 1
    # These first: what the journal names of the archive has been there before. Which of them are
    # needed is decided here, at once; one that a snapshot removes before it is copied fails it all.
    cp -p "$from"/*.log "$unproven/" || return 1
    # Recordings and files that are just being finished may vanish. Whether all that the journal
    # names is there, the check tells.
    cp -Rp "$from/archive" "$unproven/" || true
    "$python" "$here/server.py" --data-dir "$unproven" --check && sync -f "$unproven"
}

for attempt in 1 2 3 4 5; do
    if copy; then
        mv "$unproven" "$to"
        exit 0
    fi
    echo "$0: copy $attempt isn't whole" >&2
done
echo "$0: gave up; the last copy is $unproven. Is FROM itself sound?" >&2
exit 1

# Runs a server for a parent process and ends it when the parent is gone, however that ended: the parent holds the
# other end of this script's standard input. The server's pid is the first line of standard output.
# Usage: guardian.sh STOP_SECONDS SCRATCH LOG COMMAND [ARGUMENT...]
# SCRATCH: a folder to remove after such an end, or an empty text.
stop_seconds=$1 scratch=$2 log=$3
shift 3
exec 3<&0 </dev/null
# MongoDB keeps each collection and index open as a file, and ends when it may open no more.
ulimit -n "$(ulimit -H -n)" 2>/dev/null || :

"$@" 3<&- >"$log" 2>&1 &
server=$!
echo "$server"
exec >/dev/null

{
  while read -r _; do :; done <&3
  trap '' TERM
  kill -TERM "$server"
  kill -CONT "$server" # a stopped process takes no other signal
  tenths=$((stop_seconds * 10))
  while [ "$tenths" -gt 0 ] && kill -0 "$server"; do
    sleep 0.1
    tenths=$((tenths - 1))
  done
  kill -KILL "$server"
  exit 7
} 2>/dev/null &
watcher=$!
exec 3<&-

wait "$server"
code=$?
kill -TERM "$watcher" 2>/dev/null
wait "$watcher"
if [ $? -eq 7 ] && [ -n "$scratch" ]; then rm -rf "$scratch"; fi
exit "$code"

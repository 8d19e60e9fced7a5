/** What runs in the pods, as `sh` of the image reads it. */

export const FOLDER = '/workload';
export const RESULTS = '/results';
const CLI = 'node /app/dist/harness/cli.js';

/** How long pods wait for each other, seconds, and how far ahead they start when all are there. */
export const LONGEST_WAIT_S = 600;
const AHEAD_S = 30;

/** Waits until all pods run, then the first of them names the start for all: no coordinator, a folder that all see. */
export const WAIT_FOR_ALL = `set -eu
run="${RESULTS}/$RUN"
mkdir -p "$run/here" "$run/shards"
: > "$run/here/$JOB_COMPLETION_INDEX"
waited=0
while [ "$(ls "$run/here" | wc -l)" -lt "$JOB_COMPLETIONS" ]; do
  if [ "$waited" -ge ${LONGEST_WAIT_S} ]; then
    echo "after ${LONGEST_WAIT_S} s only $(ls "$run/here" | wc -l) of $JOB_COMPLETIONS pods run" >&2
    exit 1
  fi
  waited=$((waited + 1))
  sleep 1
done
if [ "$JOB_COMPLETION_INDEX" = 0 ]; then
  date -u -d "+${AHEAD_S} seconds" +%Y-%m-%dT%H:%M:%SZ > "$run/start-at.part"
  mv "$run/start-at.part" "$run/start-at"
  echo "$RUN" > "${RESULTS}/latest.part"
  mv "${RESULTS}/latest.part" "${RESULTS}/latest"
fi
until [ -s "$run/start-at" ]; do sleep 1; done
`;

export interface LoadScript {
  /** Relative to the folder of the workload. */
  readonly workload: string;
  /** What stands behind the workload, each a word. */
  readonly words: readonly string[];
  /** ISO 8601; null is what the pods have agreed on. */
  readonly startAt: string | null;
  /** Whether what was measured is sent to an address of each shard instead of being kept in a volume. */
  readonly put: boolean;
}

export function loadScript({ workload, words, startAt, put }: LoadScript): string {
  const out = `"${RESULTS}/$RUN/shards/$JOB_COMPLETION_INDEX"`;
  const start = startAt === null ? `"$(cat "${RESULTS}/$RUN/start-at")"` : quoted(startAt);
  const command = [
    CLI,
    'load',
    quoted(`${FOLDER}/${workload}`),
    ...words.map(quoted),
    '--start-at',
    start,
    '--out',
    out,
  ];
  if (!put) return `set -eu\nmkdir -p "${RESULTS}/$RUN/shards"\nexec ${command.join(' ')}\n`;
  // The shell hands on the signal that ends a pod, and what was measured until then is sent all the same.
  return `set -u
mkdir -p "${RESULTS}/$RUN/shards"
${command.join(' ')} &
load=$!
trap 'kill -TERM "$load"' TERM INT
code=0; wait "$load" || code=$?
while kill -0 "$load" 2> /dev/null; do code=0; wait "$load" || code=$?; done
node --input-type=module -e '${PUT}' ${out} "/urls/$JOB_COMPLETION_INDEX" || exit 5
exit "$code"
`;
}

/** Sends the record, or what a journal holds of it, to a presigned address, which is a secret: no message has it. */
const PUT = `import { existsSync, readFileSync } from "node:fs";
const [folder, url] = process.argv.slice(1);
const file = ["run.json", "journal.jsonl"].map((name) => folder + "/" + name).find(existsSync);
const fail = (why) => { console.error("what was measured is not in the bucket: " + why); process.exit(1); };
if (file === undefined) fail("there is neither a record nor a journal in " + folder);
const address = existsSync(url) ? readFileSync(url, "utf8").trim() : "";
if (!/^https?:/.test(address) || !URL.canParse(address)) fail(url + " holds no address");
const answer = await fetch(address, { method: "PUT", redirect: "manual", body: readFileSync(file) }).catch((error) => error);
if (!answer.ok) fail(answer.status === undefined ? String(answer.cause?.code ?? answer.name) : "it answers " + answer.status);`;

export const MERGE = `set -eu
run="${RESULTS}/$(cat ${RESULTS}/latest)"
cd "$run"
exec ${CLI} merge shards/* --out "merged-$(date -u +%Y-%m-%dT%H-%M-%SZ)"
`;

/** A word for \`sh\`, whatever is in it. */
function quoted(word: string): string {
  return /^[-\w./:@%+=,]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

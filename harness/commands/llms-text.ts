import { EXIT_TEXTS } from './exit-code.js';
import type { Verb } from './verb.js';

/** What `llms.txt` says to those who read for somebody else: what this is, how it is called, and where the rest stands. */
export function llmsText(verbs: readonly Verb[]): string {
  const rows = verbs.map((verb) => {
    const places = verb.places.map(({ name, isRest }) => ` ${(isRest ? `${name}...` : name).toUpperCase()}`).join('');
    return [
      `- \`holdline ${verb.name}${places}\`: ${verb.says}`,
      ...verb.examples.slice(0, 2).map(({ line, does }) => `  - \`holdline ${line}\`: ${does}`),
    ].join('\n');
  });
  const exits = Object.entries(EXIT_TEXTS).map(([code, means]) => `- ${code}: ${means}`);
  const documents = DOCUMENTS.map(([file, says]) => `- [${file}](${file}): ${says}`);
  return `${HEAD}
## Verbs

\`holdline VERB --help\` has the flags of each.

${rows.join('\n')}

## Exit codes

${exits.join('\n')}

## Documents

${documents.join('\n')}
`;
}

const HEAD = `# holdline

> A load-test and capacity harness for Node.js 20 and newer. It says how many containers, TCP connections, TLS handshakes and DNS lookups
> HTTP keep-alive saves a service at peak: a workload (one YAML file) is replayed under two or more connection policies in interleaved
> slots, connections are counted at the sockets, and the counts become a capacity plan with intervals.

Installed by \`npm install -D holdline\`; \`npx holdline load workloads/peak.yaml\` writes a folder with run.json, findings.json, report.md
and report.html. \`--json\` prints findings and nothing else; their schema is \`holdline/findings.schema.json\`, that of workloads
\`holdline/workload.schema.json\`. In a program: \`import { load, analyse, compare, render } from 'holdline'\`. Load is sent to this machine only, unless
\`--allow-host\` names another. Counts (connections, handshakes, lookups per request) are exact on any machine; times and CPU have intervals, and
are compared within one run only. A policy is what is compared: \`{ keepAlive: false }\` against \`{ keepAlive: true }\`.
`;

const DOCUMENTS = [
  ['docs/reading.md', 'a report, line by line'],
  ['docs/workload.md', 'a workload file, key by key, with the defaults'],
  ['docs/workloads.md', 'the workloads that are shipped, loops, clients, feeds, secrets'],
  ['docs/services.md', 'a service of your own, measured as it is'],
  ['docs/compare.md', 'two runs in the review of a change'],
  ['docs/formats.md', 'what a run is written as: JSON with its schema, JUnit, HdrHistogram, OpenTelemetry'],
  ['docs/api.md', 'load, analyse, compare and render in a program'],
  ['docs/clients.md', 'the HTTP clients that replay, and what each can tell'],
  ['docs/method.md', 'the method, and why'],
  ['docs/troubleshooting.md', 'troubleshooting, by message'],
] as const;

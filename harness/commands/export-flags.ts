import { mistake } from '../model/mistake.js';
import { hostName } from './host-name.js';
import { OVERRIDE_FLAGS } from './override-flags.js';
import { parseStartAt } from './shard-flags.js';
import { asWritten, many, once, toggle, type ValuesOf } from './verb.js';

/** What `export` takes. */
export const EXPORT_FLAGS = {
  to: once('<engine>', 'where to: k6, kubernetes', asWritten),
  out: once('<folder>', 'where to write; a new or an empty folder', asWritten),
  shards: once('<n>', 'pods that share the load (default: 1; kubernetes: 2, or auto)', readShards),
  allowHost: many('<name>', 'kubernetes: a host that the pods may send load to; may be repeated', hostName),
  startAt: once('<time>', 'kubernetes: when the pods start (default: 30 s after all of them run)', parseStartAt),
  vcpu: once('<n>', 'kubernetes: cores of a pod (default: 2)', readVcpu),
  measured: once('<run>', 'kubernetes: the run that tells what a request costs, for --shards auto', asWritten),
  image: once('<name>', 'kubernetes: the image (default: holdline:<version>)', readImage),
  put: toggle('kubernetes: records go to presigned addresses, not into a volume'),
  ...OVERRIDE_FLAGS,
};

/** What no other engine has a use for. */
export const KUBERNETES_KEYS = ['allowHost', 'startAt', 'vcpu', 'measured', 'image', 'put'];

export type ExportValues = ValuesOf<typeof EXPORT_FLAGS>;

/** The largest machines have some hundreds. */
function readVcpu(text: string): number {
  const vcpu = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (vcpu >= 0.5 && vcpu <= 512) return vcpu;
  throw mistake(`--vcpu is ${text}, which is no number of cores from 0.5 to 512`, 'write such as --vcpu 2');
}

/** What a registry, a repository, a tag and a digest are made of. */
function readImage(text: string): string {
  if (/^[\w.:/@-]+$/.test(text)) return text;
  throw mistake(`--image is ${text}, which is no name of an image`, 'write such as registry.internal/holdline:1');
}

const MOST_SHARDS = 10_000;

/** As many as a measured cost of a request asks for. */
export const AUTO = 'auto';

function readShards(text: string): number | typeof AUTO {
  if (text === AUTO) return AUTO;
  const shards = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isInteger(shards) || shards < 1 || shards > MOST_SHARDS)
    throw mistake(
      `--shards is ${text}, which is not a whole number from 1 to ${MOST_SHARDS}`,
      'write such as --shards 4',
    );
  return shards;
}

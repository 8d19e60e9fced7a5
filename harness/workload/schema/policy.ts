import { CLIENT_NAMES, type ClientName } from '../../model/workload/clients.js';
import { FORCINGS, type ForcingName } from '../../model/workload/service.js';
import {
  SETTING_NAMES,
  type SETTINGS,
  type SettingName,
  type SettingValue,
  settingOf,
} from '../../model/workload/settings.js';
import { command } from './service.js';
import { choice, mapping, named, typed } from './shapes.js';
import { duration, flag, text, whole } from './values.js';

type Reads = ReturnType<typeof settingOf>['reads'];

/** A policy as it is written: flat, and every setting by its library's own word. */
export type PolicyFile = {
  readonly client?: ClientName;
  readonly by?: ForcingName;
  readonly command?: readonly string[];
  readonly cwd?: string;
  readonly preload?: boolean;
} & {
  readonly [Name in SettingName as (typeof SETTINGS)[Name]['key']]?: SettingValue<Name>;
};

const settings = Object.fromEntries(
  SETTING_NAMES.map((name) => {
    const { key, reads, otherwise, docs } = settingOf(name);
    const shape = typed<unknown>(shapeOf(reads, docs));
    return [key, otherwise === undefined ? shape.optional() : shape.prefault(otherwise)];
  }),
);

/** One row of `policies`; what a client does not honour is refused by `checkHonoured`. */
export const policy = typed<PolicyFile>(
  mapping({
    client: choice(CLIENT_NAMES).describe("The policy's own HTTP client; that of the workload if left out.").optional(),
    ...settings,
    by: choice(FORCINGS)
      .describe(
        'Of a service: who brings it about, the answers of what it calls, the preload inside it, or the load that it gets.',
      )
      .optional(),
    command: command('Of a service: another program under this policy.').optional(),
    cwd: text('Of a service: another folder under this policy.').optional(),
    preload: flag('Of a service: false runs it without the preload under this policy.').optional(),
  }),
);

function shapeOf(reads: Reads, docs: string) {
  switch (reads.kind) {
    case 'flag':
      return flag(docs);
    case 'whole':
      return whole(reads.least, reads.most, docs);
    case 'duration':
      return duration(reads.least, reads.most, docs);
    case 'choice':
      return choice(reads.of).describe(docs);
    case 'variables':
      return named(text('Value of the variable.'), docs);
  }
}

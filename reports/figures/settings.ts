import { isUsual, SETTING_NAMES, settingOf } from '../../harness/model/workload/settings.js';
import type { Policy, ServicePolicy, Target } from '../../harness/model/workload/workload.js';
import { count, figure } from './figures.js';

/** A setting as a workload has it: its key and its value. */
export type SettingText = readonly [key: string, value: string];

/** Keys that a workload spells in another way than the model. */
const SPELLINGS = new Map<string, string>(SETTING_NAMES.map((name) => [name, settingOf(name).key]));

const NAMES = ['name', 'client', 'kind'];

/** What a policy sets: everything else is left to the client's own default, or to ours. */
export function policySettings(policy: Policy): readonly SettingText[] {
  if (policy.service !== undefined) return serviceSettings(policy.service);
  const set = SETTING_NAMES.filter((name) => policy[name] !== undefined && !isUsual(name, policy[name]));
  return settingsOf(Object.fromEntries(set.map((name) => [name, policy[name]])));
}

/** What is forced on a service, and by whom; empty where it is left as it is. */
function serviceSettings(policy: ServicePolicy): readonly SettingText[] {
  return settingsOf(policy);
}

/** `embedded; latency: 4 ms`; what is 0 is left out, because it is so where nobody sets anything. */
export function targetText(target: Target): string {
  const { kind, ...all } = target;
  const set = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== 0));
  return [kind, settingsText(settingsOf(set))].filter((part) => part !== '').join('; ');
}

/** Everything that is set in a part of a workload, whatever it is: units stand in the names of the model. */
export function settingsOf(part: object): readonly SettingText[] {
  return Object.entries(part)
    .filter(([key]) => !NAMES.includes(key))
    .flatMap(([key, value]) => {
      const text = valueText(key, value);
      return text === null ? [] : [[spelling(key), text] as const];
    });
}

export function settingsText(settings: readonly SettingText[]): string {
  return settings.map(([key, value]) => `${key}: ${value}`).join(', ');
}

function spelling(key: string): string {
  return SPELLINGS.get(key) ?? key.replace(/(Ms|Us|Bytes|Seconds)$/, '');
}

/** Null where nothing is set. */
function valueText(key: string, value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'number') return numberText(key, value);
  if (typeof value !== 'object') return String(value);
  if (Array.isArray(value)) return listText(value);
  const inner = settingsText(settingsOf(value));
  return inner === '' ? null : `{ ${inner} }`;
}

function listText(value: readonly unknown[]): string | null {
  if (value.length === 0) return null;
  return value.map((one) => (typeof one === 'object' && one !== null ? namedText(one) : String(one))).join(' ');
}

/** `prices: { kind: embedded, ... }` of a part that has a name. */
function namedText(part: object): string {
  const text = `{ ${settingsText(settingsOf(part))} }`;
  return 'name' in part ? `${String(part.name)} ${text}` : text;
}

function numberText(key: string, value: number): string {
  if (key.endsWith('Ms')) return settingMs(value);
  if (key.endsWith('Us')) return settingMs(value / 1000);
  if (key.endsWith('Bytes')) return `${count(value)} B`;
  if (key.endsWith('Seconds')) return `${figure(value)} s`;
  return Number.isInteger(value) ? count(value) : figure(value);
}

/** A share as somebody wrote it, with the digits that it has: `57 %`, `0.1 %`. */
export function settingShare(share: number): string {
  return `${Number((share * 100).toPrecision(12))} %`;
}

/** A time as somebody wrote it, with the digits that it has: `4 ms`, `1.5 s`. */
export function settingMs(ms: number): string {
  const digits = (value: number) => String(Number(value.toPrecision(12)));
  return ms >= 1000 ? `${digits(ms / 1000)} s` : `${digits(ms)} ms`;
}

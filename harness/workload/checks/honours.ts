import { CLIENT_NAMES, type ClientName, traitsOf } from '../../model/workload/clients.js';
import { SETTING_NAMES, type SettingName, settingOf } from '../../model/workload/settings.js';

/** The setting that a key of a policy means; null for what no client has. */
export function settingNamed(key: string): SettingName | null {
  return SETTING_NAMES.find((name) => settingOf(name).key === key) ?? null;
}

export function honours(client: ClientName, name: SettingName): boolean {
  return traitsOf(client).honours.includes(name);
}

/** The client's own word for what another client calls otherwise, or why it has none. */
export function insteadOf(name: SettingName, client: ClientName): string {
  const { means, only = 'it is honoured' } = settingOf(name);
  const reason = traitsOf(client).instead?.[name];
  if (reason !== undefined) return reason;
  const own = traitsOf(client).honours.find((other) => means !== undefined && settingOf(other).means === means);
  if (own !== undefined) return `write ${settingOf(own).key}`;
  const others = CLIENT_NAMES.filter((other) => honours(other, name));
  return `remove it: ${only} by ${others.join(', ')} only`;
}

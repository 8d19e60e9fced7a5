/**
 * The headers that a library is about to send, with those of the workload as they are written there: libraries trim values,
 * change the case of names and lose `__proto__`. What a library adds of its own stays.
 */
export function asWritten<Value>(
  sent: Readonly<Record<string, Value>>,
  written: Readonly<Record<string, string>>,
): Readonly<Record<string, Value | string>> {
  const names = Object.keys(written);
  if (names.every((name) => Object.hasOwn(sent, name) && sent[name] === written[name])) return sent;
  const own = new Set(names.map((name) => name.toLowerCase()));
  const added = Object.entries(sent).filter(([name]) => !own.has(name.toLowerCase()));
  return Object.fromEntries([...added, ...Object.entries(written)]);
}

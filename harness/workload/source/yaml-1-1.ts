const OTHERWISE: readonly RegExp[] = [
  // Booleans.
  /^(?:y|n|yes|no|on|off)$/i,
  // Binary numbers, and digits in groups.
  /^[-+]?0b[01_]+$/,
  /^[-+]?[0-9][0-9]*_[0-9_]*(?:\.[0-9_]*)?$/,
  // Sexagesimal numbers, which are hours and minutes to those who write them.
  /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/,
  // Dates.
  /^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:$|[Tt\s])/,
];

/** Whether YAML 1.1 takes a text without quotes for a boolean, a number or a date, where YAML 1.2 leaves it a text. */
export function isOtherInYaml11(text: string): boolean {
  return OTHERWISE.some((pattern) => pattern.test(text));
}

/** What the process says to a script that called it. */
export const EXIT = {
  pass: 0,
  gateFailed: 1,
  usage: 2,
  inconclusive: 3,
  invalid: 4,
  targetOrInternal: 5,
  interrupted: 130,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/**
 * Environment variables that change what is measured, or whom it reaches. They are named in the record, without their
 * values. `passed` says whether the measured processes are given them.
 */
export const VARIABLES = {
  // Flags and preloads of a shell are not what runs in production: they change TLS, names, heap and the measured code.
  NODE_OPTIONS: { passed: false },
  // A certificate that nobody trusts is named by `target.ca`; a run that checks none measures another handshake.
  NODE_TLS_REJECT_UNAUTHORIZED: { passed: false },
  // A proxy would be measured in place of the target, and load would leave the machine by it.
  HTTP_PROXY: { passed: false },
  HTTPS_PROXY: { passed: false },
  ALL_PROXY: { passed: false },
  NO_PROXY: { passed: false },
  http_proxy: { passed: false },
  https_proxy: { passed: false },
  all_proxy: { passed: false },
  no_proxy: { passed: false },
  NODE_USE_ENV_PROXY: { passed: false },
  // They write what is sent to standard error, headers and all, and cost time with every request.
  NODE_DEBUG: { passed: false },
  NODE_DEBUG_NATIVE: { passed: false },
  DEBUG: { passed: false },
  NODE_V8_COVERAGE: { passed: false },
  // Code of others in every process.
  LD_PRELOAD: { passed: false },
  DYLD_INSERT_LIBRARIES: { passed: false },
  // What a service sets for its lookups, it sets for the figures of its lookups.
  UV_THREADPOOL_SIZE: { passed: true },
  // Without the authorities of the house a server of the house cannot be reached.
  NODE_EXTRA_CA_CERTS: { passed: true },
  NODE_USE_SYSTEM_CA: { passed: true },
  SSL_CERT_FILE: { passed: true },
  SSL_CERT_DIR: { passed: true },
  // Some machines may use no other cryptography.
  OPENSSL_CONF: { passed: true },
} as const satisfies Readonly<Record<string, { readonly passed: boolean }>>;

export type VariableName = keyof typeof VARIABLES;

/** Those of the variables that are set to something, by name. */
export function namedVariables(environment: Readonly<Record<string, string | undefined>>): readonly VariableName[] {
  return (Object.keys(VARIABLES) as VariableName[]).filter((name) => (environment[name] ?? '') !== '');
}

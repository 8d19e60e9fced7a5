/** As much of dynalite as is used here; the package brings no types. */
declare module 'dynalite' {
  import type { Server } from 'node:http';

  export interface Options {
    readonly createTableMs?: number;
    readonly deleteTableMs?: number;
    readonly updateTableMs?: number;
  }
  export default function dynalite(options?: Options): Server;
}

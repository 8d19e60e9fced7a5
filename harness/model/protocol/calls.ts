/** Calls between processes: the request carries an id, the reply the same id. */
export interface Call<Request> {
  readonly id: number;
  readonly request: Request;
}
export type Reply<Response> =
  | { readonly id: number; readonly response: Response }
  | { readonly id: number; readonly error: string };

/** What a process is told whose channel is closed on purpose: it was not left alone by a harness that was killed. */
export const END = 'end';

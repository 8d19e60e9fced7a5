import type { Certificate } from '../../model/protocol/server.js';
import type { Endpoint } from '../../model/protocol/slot.js';
import type {
  Page,
  SentOnce,
  StandInCall,
  StandInReading,
  StandInSpec,
  StandInsListening,
} from '../../model/protocol/stand-in.js';
import type { RequestTemplate } from '../../model/workload/workload.js';
import { type Child, startChild } from '../../system/child.js';

/** Longer than an answer is waited for. */
const SEND_MS = 60_000;

const STAND_IN_FILE = new URL('../../servers/stand-in-process.js', import.meta.url);

/** What stands in for what a service calls, and sends it what is sent once. */
export interface KeptStandIns {
  /** Of its process, where there is one. */
  pids(): readonly number[];
  listen(spec: StandInSpec, certificates: readonly (Certificate | null)[]): Promise<StandInsListening>;
  read(arm: number): Promise<StandInReading>;
  /** From now on every answer of an arm ends its connection, or none does. */
  setCloses(arm: number, closes: boolean): Promise<void>;
  send(endpoint: Endpoint, request: RequestTemplate): Promise<SentOnce>;
  page(call: Extract<StandInCall, { kind: 'page' }>): Promise<Page>;
  /** Resolves with how its process ended. */
  readonly ended: Promise<string>;
  close(): Promise<void>;
}

/** In a process that is started with the first that it has to do: a service that calls nothing needs none. */
export function keepStandIns(): KeptStandIns {
  let child: Child<StandInCall> | null = null;
  let isListening = false;
  let tell: (how: string) => void = () => {};
  const ended = new Promise<string>((resolve) => {
    tell = resolve;
  });
  const started = () => {
    if (child === null) {
      child = startChild<StandInCall>(STAND_IN_FILE, 'stand-ins of what the service calls');
      child.ended.then(tell);
    }
    return child;
  };
  return {
    pids: () => (child === null ? [] : [child.pid]),
    async listen(spec, certificates) {
      if (spec.calls.length === 0) return { ports: [], nameServers: [], ca: '' };
      isListening = true;
      return started().call<StandInsListening>({ kind: 'listen', spec, certificates });
    },
    read: async (arm) => (isListening ? started().call<StandInReading>({ kind: 'read', arm }) : {}),
    async setCloses(arm, closes) {
      if (isListening) await started().call<StandInReading>({ kind: 'close', arm, closes });
    },
    page: (call) => started().call<Page>(call),
    send: (endpoint, request) => started().call<SentOnce>({ kind: 'send', endpoint, request }, SEND_MS),
    ended,
    async close() {
      child?.kill();
      await child?.ended;
    },
  };
}

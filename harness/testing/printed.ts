/** What a command line has printed so far, for those who wait for a part of it. */
export interface Printed {
  add(stream: 'out' | 'err', text: string): void;
  /** Resolves when the text has appeared on standard error. */
  saw(text: string | RegExp): Promise<void>;
  /** The same of standard output. */
  printed(text: string): Promise<void>;
  readonly ended: Promise<Ended>;
}

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** `code` is what the command line ends with. */
export function createPrinted(code: Promise<number | null>): Printed {
  const texts = { out: '', err: '' };
  const watchers = new Set<() => void>();
  const ended = code.then((known) => ({ code: known, ...texts }));
  const until = (isThere: () => boolean, text: string | RegExp) =>
    new Promise<void>((resolve, reject) => {
      const look = () => {
        if (isThere()) resolve();
      };
      watchers.add(look);
      look();
      ended.then(() => reject(new Error(`ended without ${text}:\n${texts.err}\n${texts.out}`)), reject);
    });
  return {
    ended,
    add(stream, text) {
      texts[stream] += text;
      for (const look of watchers) look();
    },
    saw: (text) => until(() => (typeof text === 'string' ? texts.err.includes(text) : text.test(texts.err)), text),
    printed: (text) => until(() => texts.out.includes(text), text),
  };
}

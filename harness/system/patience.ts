/** A stop of this process, as by Ctrl-Z, costs one part of the wait at most. */
const PARTS = 20;
/** A timer that is given more ends at once. */
const LONGEST_PART_MS = 2 ** 31 - 1;

/**
 * Calls `over` after the time, and never where the returned function was called before. Time in which this process itself
 * was stopped does not count: those who were waited for had no chance to be heard.
 */
export function afterPatience(waitMs: number, over: () => void): () => void {
  let left = PARTS;
  let timer: NodeJS.Timeout;
  const wait = () => {
    timer = setTimeout(
      () => {
        left -= 1;
        if (left === 0) over();
        else wait();
      },
      Math.min(waitMs / PARTS, LONGEST_PART_MS),
    );
  };
  wait();
  return () => clearTimeout(timer);
}

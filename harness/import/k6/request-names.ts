import { mistake } from '../../model/mistake.js';
import { MOST_REQUEST_TALLIES } from '../../model/run/tally.js';
import { withoutSecrets } from './shown-url.js';

/** The places of requests by their names: those of a workload, or as they are met. */
export interface RequestNames {
  /** Place of a name. Throws UserMistake for one that a workload does not have. */
  at(name: string, method: string): number;
  /** In the order of their places. */
  all(): readonly { readonly name: string; readonly method: string }[];
}

export function requestNames(known: readonly string[] | null): RequestNames {
  const places = new Map<string, number>(
    (known ?? []).map((name, place) => [name, Math.min(place, MOST_REQUEST_TALLIES - 1)]),
  );
  const met: { name: string; method: string }[] = [];
  const strangerAt = (name: string, method: string): number => {
    const place = places.get(name);
    if (place !== undefined) return place;
    if (met.length === MOST_REQUEST_TALLIES) return MOST_REQUEST_TALLIES - 1;
    const last = met.length === MOST_REQUEST_TALLIES - 1;
    met.push({ name: last ? 'others' : name, method });
    if (!last) places.set(name, met.length - 1);
    return met.length - 1;
  };
  return {
    at(name, method) {
      const place = places.get(name);
      if (place !== undefined) return place;
      if (known !== null)
        throw mistake(
          `a request is called ${withoutSecrets(name)}, and the workload has none of that name`,
          'leave out --workload, or name the one that was exported',
        );
      return strangerAt(withoutSecrets(name), method);
    },
    all: () => met,
  };
}

import { mistake } from '../model/mistake.js';
import { type Pins, pinsOf, placeIn } from '../model/place.js';
import type { Plan } from '../model/run/plan.js';
import { targetFacts } from '../model/workload/target-facts.js';
import { isAnswered } from '../run/service/places.js';

/** The real servers that calls are passed on to are up before the service calls them. Throws UserMistake. */
export async function checkCallServers({ workload: { target } }: Plan, pins?: Pins): Promise<void> {
  for (const { name, answeredBy } of targetFacts(target).calls ?? []) {
    if (answeredBy.kind !== 'url') continue;
    const { host, port } = placeIn(new URL(answeredBy.origin));
    if (await isAnswered(host, port, pinsOf(pins, answeredBy.origin))) continue;
    throw mistake(
      `calls.${name} is passed on to ${answeredBy.origin}, and nobody listens there`,
      'start it first, or write embedded: {} for a stand-in',
    );
  }
}

import { caution, type Doubt } from '../../model/findings/doubt.js';
import type { PolicyFindings } from '../../model/findings/findings.js';

/** Of the answers: more, and it is redirects that are measured. */
const MOST = 0.5;

/** Of 3xx those that send a caller elsewhere by themselves. */
const REDIRECTS: readonly string[] = ['301', '302', '303', '307', '308'];

/** No client follows a redirect, because it may lead beyond this machine; one that is answered by nothing else measures no work. */
export function redirectDoubts(policies: Readonly<Record<string, PolicyFindings>>): Doubt[] {
  const all = Object.values(policies).map(({ statuses }) => statuses);
  const counted = (wanted: (status: string) => boolean) =>
    all.flatMap(Object.entries).reduce((sum, [status, answers]) => sum + (wanted(status) ? answers : 0), 0);
  const answers = counted((status) => REDIRECTS.includes(status));
  const of = counted(() => true);
  if (answers === 0 || answers <= of * MOST) return [];
  return [caution('redirected', null, { answers, of })];
}

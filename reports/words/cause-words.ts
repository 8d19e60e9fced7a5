import type { CauseFindings } from '../../harness/model/findings/findings.js';
import type { Question, QuestionRequest } from '../../harness/model/findings/question.js';
import { plural } from '../figures/figures.js';
import { actionOf } from './cause-actions.js';

/** A few words of what a server answered are enough to know it again. */
const MOST_CHARACTERS = 100;

/** What failed how often, what was said of it, and what to look at. */
export function causeSentence(cause: CauseFindings, question: Question): string {
  return causeLines(cause, question).join(': ');
}

/** The same in a line for what failed, and one for what to look at where that is known. */
export function causeLines(cause: CauseFindings, question: Question): string[] {
  const request = question.requests.find(({ name }) => name === cause.request);
  const action = actionOf(cause, request, question);
  const said = whatHappened(cause, request, question.requests.length > 1);
  return action === null ? [said] : [said, action];
}

/** `POST /orders answered 401 {"error":"unauthorized"} 26 times`; of several requests one that it happened to stands for all. */
function whatHappened({ code, count, message }: CauseFindings, request: QuestionRequest | undefined, several: boolean) {
  const status = /^HTTP (\d+)$/.exec(code)?.[1];
  const said = shortened(message);
  const line = lineOf(request);
  const isOneOfMany = several && count > 1;
  if (status !== undefined) {
    const answer = said === '' ? '' : ` ${said}`;
    return isOneOfMany
      ? `${plural(count, 'request')} were answered ${status}, such as ${line}${answer}`
      : `${line} answered ${status}${answer} ${times(count)}`;
  }
  const told = said === '' || said.includes(code) ? said || code : `${code}: ${said}`;
  return isOneOfMany
    ? `${plural(count, 'request')} failed, such as ${line} (${told})`
    : `${line} failed ${times(count)} (${told})`;
}

function times(count: number): string {
  if (count > 2) return plural(count, 'time');
  return count === 2 ? 'twice' : 'once';
}

function lineOf(request: QuestionRequest | undefined): string {
  if (request === undefined) return 'a request';
  return request.dynamodb === null ? `${request.method} ${request.path}` : `DynamoDB ${request.dynamodb.operation}`;
}

function shortened(message: string): string {
  const text = message.replaceAll(/\s+/g, ' ').trim();
  return [...text].length > MOST_CHARACTERS ? `${[...text].slice(0, MOST_CHARACTERS).join('')}...` : text;
}

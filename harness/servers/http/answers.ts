import { readFileSync } from 'node:fs';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { normal, type Random } from '../../model/random.js';
import type { Answer, AnswerBody, Latency, StandIn } from '../../model/workload/service.js';

/** The 99th percentile of the standard normal distribution. */
const Z99 = 2.3263478740408408;

/** A time to wait, in milliseconds: lognormal through both quantiles, or always the same. */
export function drawLatencyMs({ p50Ms, p99Ms }: Latency, random: Random): number {
  if (p99Ms === null || p99Ms <= p50Ms || p50Ms === 0) return p50Ms;
  return p50Ms * Math.exp((Math.log(p99Ms / p50Ms) / Z99) * normal(random));
}

/** The first answer that fits a method and a path; its query says nothing. */
export function answerFor(answers: readonly Answer[], method: string, url: string): Answer | null {
  const path = url.split('?', 1)[0]!;
  return answers.find((one) => (one.method === null || one.method === method) && fits(one.path, path)) ?? null;
}

function fits(pattern: string, path: string): boolean {
  return pattern.endsWith('*') ? path.startsWith(pattern.slice(0, -1)) : path === pattern;
}

interface Ready {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Null is what the request had. */
  readonly body: Buffer | null;
  readonly latency: Latency;
}

/** Answers as a stand-in says; files are read once. */
export function answering(standIn: Omit<StandIn, 'tls'>, random: Random): RequestListener {
  const otherwise: Ready = {
    status: 200,
    headers: { 'content-type': 'text/plain' },
    body: Buffer.alloc(standIn.bodyBytes, 'x'),
    latency: standIn.latency,
  };
  const ready = new Map(standIn.answers.map((answer) => [answer, readyOf(answer, standIn.latency)]));
  return (request, response) => {
    const found = answerFor(standIn.answers, request.method ?? 'GET', request.url ?? '/');
    const answer = found === null ? otherwise : ready.get(found)!;
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => {
      if (answer.body === null) chunks.push(chunk);
    });
    request.on('end', () => {
      const waitMs = Math.round(drawLatencyMs(answer.latency, random));
      const send = () => sendAnswer(request, response, answer, chunks);
      if (waitMs === 0) send();
      else setTimeout(send, waitMs);
    });
  };
}

function sendAnswer(request: IncomingMessage, response: ServerResponse, answer: Ready, chunks: Buffer[]): void {
  const body = answer.body ?? Buffer.concat(chunks);
  const type = answer.body === null ? request.headers['content-type'] : undefined;
  const isBare = request.method === 'HEAD' || answer.status === 204 || answer.status === 304;
  response.writeHead(answer.status, {
    ...(type === undefined ? {} : { 'content-type': type }),
    ...answer.headers,
    ...(isBare ? {} : { 'content-length': body.length }),
  });
  response.end(isBare ? undefined : body);
}

function readyOf({ status, headers, body, latency }: Answer, otherwise: Latency): Ready {
  const type = body.kind === 'text' ? { 'content-type': body.type } : {};
  return { status, headers: { ...type, ...headers }, body: bytesOf(body), latency: latency ?? otherwise };
}

function bytesOf(body: AnswerBody): Buffer | null {
  switch (body.kind) {
    case 'text':
      return Buffer.from(body.text);
    case 'file':
      return readFileSync(body.file);
    case 'echo':
      return null;
  }
}

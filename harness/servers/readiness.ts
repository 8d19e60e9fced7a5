import type { ChildProcess } from 'node:child_process';
import http from 'node:http';
import https from 'node:https';
import { setTimeout as rest } from 'node:timers/promises';
import { Script } from 'node:vm';
import { placeIn } from '../model/place.js';
import type { Readiness } from '../model/protocol/service.js';
import { knock } from '../system/knock.js';
import { ownLookup } from '../system/pinned-lookup.js';

const POLL_MS = 50;
/** A service that takes a request and does not answer it is asked again. */
const ANSWER_MS = 2000;
/** It had its time before. */
const INSTEAD_MS = 500;

/** Whether a service is up within its time; `output` gives the end of what it wrote, as it was written. */
export async function isReady(child: ChildProcess, ready: Readiness, output: () => string): Promise<boolean> {
  // One that cannot be started never says this, and ends instead.
  await new Promise((resolve) => child.once('spawn', resolve));
  if (ready.kind === 'at-once') return true;
  const untilMs = performance.now() + ready.withinMs;
  if (ready.kind === 'output') return hasWritten(child, ready.pattern, output, ready.withinMs);
  const left = () => untilMs - performance.now();
  const asks =
    ready.kind === 'port' ? () => connects(ready.host, ready.port, left()) : () => answers(ready.url, left());
  while (left() > 0) {
    if (await asks()) return true;
    await rest(POLL_MS);
  }
  return false;
}

/** Of `127.0.0.1` and `::1` the one that is not asked, where the service listens there and not where it is asked; null otherwise. */
export async function listensInstead(ready: Readiness): Promise<string | null> {
  const asked = ready.kind === 'answer' ? placeIn(new URL(ready.url)) : ready;
  if (!('port' in asked)) return null;
  const other = asked.host === '::1' ? '127.0.0.1' : '::1';
  const isThere =
    !(await connects(asked.host, asked.port, INSTEAD_MS)) && (await connects(other, asked.port, INSTEAD_MS));
  return isThere ? other : null;
}

function hasWritten(child: ChildProcess, pattern: string, output: () => string, withinMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), withinMs);
    const before = output();
    const found = () => {
      clearTimeout(timer);
      resolve(true);
    };
    for (const stream of [child.stdout, child.stderr]) {
      const look = lookOut(pattern, before);
      stream?.on('data', (chunk: Buffer) => look(chunk) && found());
    }
    if (finds(pattern, before)) found();
  });
}

const LINE_CHARACTERS = 2000;

/**
 * Whether a stream has said it by now: the whole of a long chunk, and what a line of it began with before. Each stream for itself:
 * a full pipe takes a part of a line, and what the other one says comes in between.
 */
function lookOut(pattern: string, before: string): (chunk: Buffer) => boolean {
  const decoder = new TextDecoder();
  let begun = before;
  return (chunk) => {
    const text = begun + decoder.decode(chunk, { stream: true });
    begun = text.slice(-LINE_CHARACTERS);
    return finds(pattern, text);
  };
}

const LOOK_MS = 500;
const LOOK = new Script("new RegExp(pattern, 'm').test(text)");

/** A pattern that goes through all ways to part a text, as /^(a+)+$/ does, finds nothing; it must not stop the keeper. */
function finds(pattern: string, text: string): boolean {
  try {
    return LOOK.runInNewContext({ pattern, text }, { timeout: LOOK_MS }) === true;
  } catch {
    return false;
  }
}

async function connects(host: string, port: number, withinMs: number): Promise<boolean> {
  return (await knock(host, port, withinMs)) === 'connected';
}

function answers(url: string, withinMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    // Whose certificate it is does not matter to whether it is up.
    const timeout = Math.ceil(Math.min(ANSWER_MS, withinMs));
    const options = { agent: false, timeout, rejectUnauthorized: false, lookup: ownLookup } as const;
    const request = (url.startsWith('https:') ? https : http).get(url, options, (response) => {
      response.resume();
      resolve((response.statusCode ?? 500) < 500);
    });
    request.once('timeout', () => request.destroy());
    request.once('error', () => resolve(false));
    request.once('close', () => resolve(false));
  });
}

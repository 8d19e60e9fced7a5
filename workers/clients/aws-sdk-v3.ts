import type http from 'node:http';
import type net from 'node:net';
import type {
  DynamoDBClientConfig,
  DynamoDBClient as DynamoDb,
  ListTablesCommand as ListTables,
} from '@aws-sdk/client-dynamodb';
import type { DynamoDbOperation } from '../../harness/model/workload/workload.js';
import type { Client, ClientOptions } from '../client.js';
import { COMPLETED, type Ending, type Exchange } from '../exchange.js';
import { loadPackage } from '../packages.js';
import { prepareCalls } from '../requests/source.js';
import { agentOptions, connectionOptions, ownAgent } from './agent.js';
import { AWS_ACCOUNT } from './dynamodb.js';
import { endingOfAnswer, endingOfError } from './observe/answer-ending.js';
import { noteAnswer } from './observe/server-close.js';
import { observeSockets } from './observe/socket-observer.js';
import { watchAllAnswers } from './observe/watch-answer.js';
import { whenFree } from './observe/when-free.js';
import { origin } from './origin.js';
import { promisedClient } from './promised.js';

const { DynamoDBClient, GetItemCommand, ListTablesCommand, PutItemCommand } = await loadPackage(
  '@aws-sdk/client-dynamodb',
  () => import('@aws-sdk/client-dynamodb'),
);
const { NodeHttpHandler } = await loadPackage('@smithy/node-http-handler', () => import('@smithy/node-http-handler'));

/** DynamoDB of the AWS SDK v3, with an Agent, with options of an Agent, or with what it does by default. */
function openAwsSdkV3(options: ClientOptions): Client {
  const { endpoint, policy } = options;
  const sockets = observeSockets(options);
  const answers = watchAllAnswers(options);
  const exchanges = new WeakMap<object, Exchange>();
  const answered = new WeakMap<Exchange, http.ClientRequest>();
  const calls = prepareCalls(options);
  const client = new DynamoDBClient({
    ...AWS_ACCOUNT,
    endpoint: origin(endpoint),
    requestHandler: requestHandler(options),
    ...(policy.retries === 'default' ? {} : { maxAttempts: 1 }),
  });
  noteAnswers(client, exchanges, (exchange, request, socket) => {
    sockets.assign(socket, exchange, answers.startedMs(request));
    answered.set(exchange, request);
  });

  return promisedClient(options, sockets, {
    async start(exchange, cancelBy) {
      const call = calls[exchange.template]!(exchange.n);
      const controller = new AbortController();
      cancelBy(() => controller.abort());
      const input = { ...call.input };
      exchanges.set(input, exchange);
      const sent = client.send(commandOf(call.operation, input), { abortSignal: controller.signal });
      const error = await sent.then(
        () => null,
        (error: ServiceError) => error,
      );
      const request = answered.get(exchange);
      const secure = endpoint.protocol === 'https:';
      if (request === undefined) return error === null ? COMPLETED : endingOfRefusal(undefined, error, secure);
      const ending = error === null ? endingOfAnswer(request) : endingOfRefusal(request, error, secure);
      if (ending.status !== null) noteAnswer(options, sockets, request, exchange);
      await new Promise<void>((resolve) => whenFree(request, resolve));
      return ending;
    },
    close() {
      client.destroy();
      answers.close();
    },
  });
}

/**
 * The SDK makes its default handler from the same options, and so from none it would make the same Agent; what is
 * added for `default` bears on whom it reaches and trusts, and on nothing else.
 */
function requestHandler(client: ClientOptions): NonNullable<DynamoDBClientConfig['requestHandler']> {
  const { endpoint, policy } = client;
  if (policy.handler === 'default' || policy.handler === 'options') {
    const own = policy.handler === 'default' ? {} : agentOptions(policy);
    const options = { ...own, ...connectionOptions(client) };
    return { httpAgent: options, httpsAgent: options };
  }
  const agent = ownAgent(client);
  return new NodeHttpHandler(endpoint.protocol === 'https:' ? { httpsAgent: agent } : { httpAgent: agent });
}

/** Its type leaves out the request that it answers. */
type Answer = http.IncomingMessage & { readonly req: http.ClientRequest };

/** The innermost middleware still sees Node's response, and through it request and socket, on every attempt. */
function noteAnswers(
  client: DynamoDb,
  exchanges: WeakMap<object, Exchange>,
  note: (exchange: Exchange, request: http.ClientRequest, socket: net.Socket) => void,
): void {
  client.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      const { body } = result.response as { readonly body: Answer };
      const exchange = exchanges.get(args.input);
      if (exchange !== undefined) note(exchange, body.req, body.socket);
      return result;
    },
    { step: 'deserialize', priority: 'low', name: 'holdlineNoteAnswers' },
  );
}

/** The input has been read from the workload, and the SDK sends it as it is. */
function commandOf(operation: DynamoDbOperation, input: object): ListTables {
  switch (operation) {
    case 'listTables':
      return new ListTablesCommand(input);
    case 'getItem':
      return new GetItemCommand(input as never) as never;
    case 'putItem':
      return new PutItemCommand(input as never) as never;
  }
}

interface ServiceError extends Error {
  readonly $metadata?: { readonly httpStatusCode?: number };
}

/** An answer with a bad status is a rejection too, as is a redirect, which is an answer to all other clients; all others are failures of the network. */
function endingOfRefusal(request: http.ClientRequest | undefined, error: ServiceError, secure: boolean): Ending {
  const status = error.$metadata?.httpStatusCode ?? 0;
  if (status >= 300 && request !== undefined) return endingOfAnswer(request, `${error.name}: ${error.message}`);
  return endingOfError(request, error, secure);
}

export { openAwsSdkV3 as client };

/**
 * The program that runs in a function's process: the Lambda Runtime API client (AWS Lambda developer guide, "Building
 * a custom runtime"), as text, because it must reach the child process whether `@org/local` itself is bundled or not.
 *
 * It ends when its standard input closes, which happens however its parent dies, or when the Runtime API is gone. Ctrl-C
 * reaches the whole process group, so it is left to the parent, which stops its functions in order.
 *
 * After each invocation it prints {@link END_OF_INVOCATION} and the request id, on both output streams, so that the parent
 * knows that it has read all that the invocation printed.
 */
export const END_OF_INVOCATION = '\u0000END ';

export const RUNTIME_CLIENT = String.raw`
import { existsSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

process.stdin.on('error', () => process.exit(0)).on('close', () => process.exit(0)).resume();
process.on('SIGINT', () => {});

const { AWS_LAMBDA_RUNTIME_API: api, LAMBDA_TASK_ROOT: taskRoot, _HANDLER: handlerName } = process.env;

function call(method, path, body, headers = {}) {
  return new Promise((resolve) => {
    const sent = request('http://' + api + '/2018-06-01/runtime/' + path, { method, headers }, (answer) => {
      const chunks = [];
      answer.on('data', (chunk) => chunks.push(chunk));
      answer.on('end', () => resolve({ headers: answer.headers, body: Buffer.concat(chunks).toString() }));
      answer.on('error', () => process.exit(0));
    });
    sent.on('error', () => process.exit(0));
    sent.end(body);
  });
}

function describe(error) {
  const known = error instanceof Error ? error : new Error(String(error));
  return JSON.stringify({
    errorType: known.name,
    errorMessage: known.message,
    stackTrace: String(known.stack ?? '').split('\n').slice(1).map((line) => line.trim()),
  });
}

async function loadHandler() {
  const dot = handlerName.lastIndexOf('.');
  const file = [handlerName.slice(0, dot)].flatMap((name) => ['.mjs', '.js', '.cjs'].map((ending) => join(taskRoot, name + ending))).find(existsSync);
  if (!file) throw Object.assign(new Error('Cannot find module ' + handlerName.slice(0, dot)), { name: 'Runtime.ImportModuleError' });
  const module = await import(pathToFileURL(file).href);
  const name = handlerName.slice(dot + 1);
  const handler = module[name] ?? module.default?.[name];
  if (typeof handler !== 'function') {
    throw Object.assign(new Error(handlerName + ' is undefined or not exported'), { name: 'Runtime.HandlerNotFound' });
  }
  return handler;
}

function run(handler, event, context) {
  return new Promise((resolve, reject) => {
    const result = handler(event, context, (error, value) => (error ? reject(error) : resolve(value)));
    if (typeof result?.then === 'function') result.then(resolve, reject);
    else if (result !== undefined || handler.length < 3) resolve(result);
  });
}

let handler;
try {
  handler = await loadHandler();
} catch (error) {
  console.error(error);
  await call('POST', 'init/error', describe(error), { 'lambda-runtime-function-error-type': 'Runtime.Unknown' });
  process.exit(1);
}

// Outside of an invocation's own promise nobody would catch these; Lambda's runtime exits as well.
process.on('uncaughtException', (error) => { console.error(error); process.exit(129); });
process.on('unhandledRejection', (error) => { console.error(error); process.exit(128); });

for (;;) {
  const next = await call('GET', 'invocation/next');
  const requestId = next.headers['lambda-runtime-aws-request-id'];
  const deadline = Number(next.headers['lambda-runtime-deadline-ms']);
  if (!requestId) process.exit(0);
  const context = {
    awsRequestId: requestId,
    invokedFunctionArn: next.headers['lambda-runtime-invoked-function-arn'],
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  };
  let path = 'response';
  let body;
  try {
    body = JSON.stringify((await run(handler, JSON.parse(next.body), context)) ?? null);
  } catch (error) {
    path = 'error';
    body = describe(error);
  }
  for (const stream of [process.stdout, process.stderr]) stream.write('\u0000END ' + requestId + '\n');
  await call('POST', 'invocation/' + requestId + '/' + path, body);
}
`;

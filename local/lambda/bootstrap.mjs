// Runs in the worker thread of a sandbox. Plain JavaScript, so that a thread starts without stripping types.
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';

const { file, exportName, clockOffsetMs } = workerData;

// The clock of the runtime can be moved forward; the function must see the same time.
const RealDate = Date;
const realNow = RealDate.now;
const now = () => realNow() + clockOffsetMs[0];
function MovedDate(...args) {
  if (new.target === undefined) return new RealDate(now()).toString();
  return Reflect.construct(RealDate, args.length === 0 ? [now()] : args, new.target);
}
Object.setPrototypeOf(MovedDate, RealDate);
MovedDate.prototype = RealDate.prototype;
MovedDate.prototype.constructor = MovedDate;
Object.defineProperty(MovedDate, 'name', { value: 'Date' });
Object.defineProperty(MovedDate, 'length', { value: 7 });
MovedDate.now = now;
globalThis.Date = MovedDate;

// Node gives no idle worker a reason to collect its garbage.
const collectGarbage = globalThis.gc;
const quietMs = 1500;
let quietTimer;
function collectWhenQuiet() {
  clearTimeout(quietTimer);
  quietTimer = setTimeout(() => collectGarbage?.({ type: 'major', flavor: 'last-resort' }), quietMs);
  quietTimer.unref();
}

let handler;

async function load() {
  const loaded = await import(pathToFileURL(file).href);
  if (typeof loaded[exportName] !== 'function') {
    const error = new Error(`${exportName} is undefined or not exported`);
    error.name = 'Runtime.HandlerNotFound';
    throw error;
  }
  handler = loaded[exportName];
}

function failure(error) {
  if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error), trace: [] };
  return { errorType: error.name, errorMessage: error.message, trace: (error.stack ?? '').split('\n') };
}

async function run({ id, event, context, timeoutMs }) {
  const deadline = performance.now() + timeoutMs;
  context.getRemainingTimeInMillis = () => Math.max(0, Math.round(deadline - performance.now()));
  context.callbackWaitsForEmptyEventLoop = true;
  try {
    const result = await handler(JSON.parse(event), context);
    parentPort.postMessage({ id, ok: JSON.stringify(result) });
  } catch (error) {
    const failed = failure(error);
    console.error(
      'Invoke Error',
      JSON.stringify({ ...failed, cause: error?.cause === undefined ? undefined : failure(error.cause) }),
    );
    parentPort.postMessage({ id, error: failed });
  }
  collectWhenQuiet();
}

try {
  await load();
  parentPort.on('message', run);
  parentPort.postMessage({ ready: true });
} catch (error) {
  const failed = failure(error);
  console.error('Init Error', JSON.stringify(failed));
  parentPort.postMessage({ initError: failed });
}

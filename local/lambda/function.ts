import { randomUUID } from 'node:crypto';
import type { InvokeResult } from '../service.ts';
import type { Sandbox, SandboxContext } from './sandbox.ts';

/** A function that runs in as many sandboxes as it needs and may have. */
export type LambdaFunction = {
  /** Runs it with an event (JSON text) and waits. Never throws. */
  invoke(event: string): Promise<InvokeResult>;
  /** Ends the sandboxes; what runs is given up. */
  stop(): Promise<void>;
  /** How many sandboxes there are. */
  size(): number;
};

export type FunctionSettings = {
  readonly name: string;
  readonly arn: string;
  readonly memoryMb: number;
  /** How many events may run at once. */
  readonly maxSandboxes: number;
  readonly startSandbox: (index: number) => Sandbox;
  /** How long an unused sandbox stays. */
  readonly idleMs?: number;
  /** How long an event waits for a busy sandbox before another one is started. */
  readonly patienceMs?: number;
};

type Slot = { readonly sandbox: Sandbox; readonly index: number; isBusy: boolean; idleTimer?: NodeJS.Timeout };
type Waiting = { readonly event: string; readonly settle: (result: InvokeResult) => void; timer?: NodeJS.Timeout };

/** Makes a function; its first sandbox starts with its first event. */
export function createFunction(settings: FunctionSettings): LambdaFunction {
  const slots = new Set<Slot>();
  const queue: Waiting[] = [];
  const { idleMs = 60_000, patienceMs = 250 } = settings;
  let isStopped = false;

  const release = (slot: Slot): void => {
    slot.isBusy = false;
    if (slot.sandbox.isDead()) slots.delete(slot);
    pump();
    if (slot.isBusy || isStopped || !slots.has(slot)) return;
    slot.idleTimer = setTimeout(() => {
      slots.delete(slot);
      void slot.sandbox.stop();
    }, idleMs);
    slot.idleTimer.unref();
  };

  const run = async (slot: Slot, waiting: Waiting): Promise<void> => {
    clearTimeout(waiting.timer);
    clearTimeout(slot.idleTimer);
    slot.isBusy = true;
    const result = await slot.sandbox.invoke(waiting.event, contextOf(settings));
    waiting.settle(result);
    release(slot);
  };

  const startSlot = (): Slot => {
    const used = new Set([...slots].map((slot) => slot.index));
    let index = 0;
    while (used.has(index)) index++;
    const slot: Slot = { sandbox: settings.startSandbox(index), index, isBusy: false };
    slots.add(slot);
    return slot;
  };

  /** Gives waiting events to free sandboxes; an impatient one may start another sandbox. */
  const pump = (isPatient = true): void => {
    for (const slot of slots) if (!slot.isBusy && slot.sandbox.isDead()) slots.delete(slot);
    let mayGrow = !isPatient;
    while (queue.length > 0 && !isStopped) {
      const free = [...slots].find((slot) => !slot.isBusy);
      const mayStart = slots.size === 0 || (mayGrow && slots.size < settings.maxSandboxes);
      if (free === undefined && !mayStart) return;
      const waiting = queue.shift();
      if (waiting === undefined) return;
      if (free === undefined) mayGrow = false;
      try {
        void run(free ?? startSlot(), waiting);
      } catch (error) {
        waiting.settle({ error: { errorType: 'Runtime.InvalidEntrypoint', errorMessage: String(error) } });
      }
    }
  };

  return {
    invoke(event) {
      if (isStopped) return Promise.resolve(stopping);
      return new Promise((settle) => {
        const waiting: Waiting = { event, settle };
        queue.push(waiting);
        pump();
        if (!queue.includes(waiting)) return;
        waiting.timer = setTimeout(() => pump(false), patienceMs);
        waiting.timer.unref();
      });
    },
    async stop() {
      isStopped = true;
      for (const waiting of queue.splice(0)) {
        clearTimeout(waiting.timer);
        waiting.settle(stopping);
      }
      for (const slot of slots) clearTimeout(slot.idleTimer);
      await Promise.all([...slots].map((slot) => slot.sandbox.stop()));
      slots.clear();
    },
    size: () => slots.size,
  };
}

const stopping: InvokeResult = {
  error: { errorType: 'Runtime.ExitError', errorMessage: 'The local runtime is stopping.' },
};

function contextOf({ name, arn, memoryMb }: FunctionSettings): SandboxContext {
  return {
    awsRequestId: randomUUID(),
    functionName: name,
    functionVersion: '$LATEST',
    invokedFunctionArn: arn,
    memoryLimitInMB: String(memoryMb),
    logGroupName: `/aws/lambda/${name}`,
    logStreamName: 'local',
  };
}

import { Cron } from 'croner';

/** When a schedule runs: parsed from `at(…)`, `rate(…)` or `cron(…)`. */
export type Expression = {
  readonly kind: 'at' | 'rate' | 'cron';
  /** The first time after a moment (ms), or `undefined` when there is none. A rate counts from that moment. */
  next(afterMs: number): number | undefined;
};

const unitMs: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** Parses a schedule expression as EventBridge words it; throws a plain `Error` for what is none. `timeZone` is an IANA name. */
export function parseExpression(expression: string, timeZone = 'UTC'): Expression {
  const [, kind, body = ''] = /^(at|rate|cron)\((.+)\)$/.exec(expression) ?? [];
  if (kind === 'cron') return cronExpression(body, timeZone);
  if (kind === 'rate') return rateExpression(body);
  if (kind === 'at') return atExpression(body, timeZone);
  throw new Error(`Invalid Schedule Expression ${expression}.`);
}

function atExpression(body: string, timeZone: string): Expression {
  const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(body)
    ? new Cron(body, { timezone: timeZone, paused: true }).nextRun(new Date(0))
    : null;
  if (time === null) throw new Error(`Invalid Schedule Expression at(${body}).`);
  return { kind: 'at', next: (afterMs) => (time.getTime() > afterMs ? time.getTime() : undefined) };
}

function rateExpression(body: string): Expression {
  const [, count = '', unit = '', plural] = /^(\d+) (minute|hour|day)(s)?$/.exec(body) ?? [];
  const periodMs = Number(count) * (unitMs[unit] ?? 0);
  if (periodMs === 0 || (count === '1') === (plural === 's'))
    throw new Error(`Invalid Schedule Expression rate(${body}).`);
  return { kind: 'rate', next: (afterMs) => afterMs + periodMs };
}

/** AWS counts weekdays from 1 for Sunday, wants `?` in one of the day fields, and lets steps begin at any value. */
function cronExpression(body: string, timeZone: string): Expression {
  const [minute, hour, day, month, weekday, year, ...more] = body.trim().split(/\s+/);
  if (year === undefined || more.length > 0 || (day === '?') === (weekday === '?'))
    throw new Error(`Invalid Schedule Expression cron(${body}).`);
  const fromSunday = (weekday ?? '').replace(/(^|[,-])([1-7])(?=[,\-#L/]|$)/g, (_, before: string, number: string) => {
    return `${before}${Number(number) - 1}`;
  });
  const fields = [
    ['0', 59],
    [minute ?? '', 59],
    [hour ?? '', 23],
    [day ?? '', 31],
    [month ?? '', 12],
    [fromSunday, 6],
    [year, 2199],
  ] as const;
  const pattern = fields.map(([field, last]) => field.replace(/(^|,)(\d+)\/(\d+)/g, `$1$2-${last}/$3`)).join(' ');
  let cron: Cron;
  try {
    cron = new Cron(pattern, { timezone: timeZone, paused: true });
  } catch {
    throw new Error(`Invalid Schedule Expression cron(${body}).`);
  }
  return { kind: 'cron', next: (afterMs) => cron.nextRun(new Date(afterMs))?.getTime() };
}

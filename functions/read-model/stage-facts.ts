import type { StoredEvent } from '#functions/platform/stored.ts';
import type { Value } from './database.ts';
import type { ReadModel } from './model.ts';

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);

const amountOf = (amount: unknown): readonly [Value, Value] =>
  typeof amount === 'object' && amount !== null && 'amountMinor' in amount && 'currency' in amount
    ? [Number(amount.amountMinor), String(amount.currency)]
    : [null, null];

/** A stay ends where the deal's next one begins, whichever of the two was heard of first. */
const closeStays = `
  UPDATE fact_stage AS f SET leftAt = n.at, durationMs = max(0, n.at - f.enteredAt)
  FROM (
    SELECT version, lead(enteredAt) OVER (ORDER BY version) AS at FROM fact_stage WHERE deal = ?
  ) AS n
  WHERE f.deal = ? AND f.version = n.version AND f.leftAt IS NOT n.at
`;

/** Keeps the stay of a deal in a stage as a fact, with what the deal was worth when it entered. */
export const addStageFact = ({ db }: ReadModel, n: number, event: StoredEvent): void => {
  const isMove = event.noun === 'deal' && (event.version === 1 || 'stageId' in event.before);
  if (!isMove) return;
  const { record } = event;
  const enteredAt = Date.parse(text(record.stageEnteredAt) ?? event.at);
  const [amountMinor, currency] = amountOf(record.amount);
  db.prepare(
    'INSERT OR IGNORE INTO fact_stage (deal, version, pipelineId, stageId, status, enteredAt, amountMinor, currency, ownerId) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
  ).run(
    n,
    event.version,
    text(record.pipelineId),
    text(record.stageId),
    text(record.status),
    enteredAt,
    amountMinor,
    currency,
    text(record.ownerId),
  );
  db.prepare(closeStays).run(n, n);
};

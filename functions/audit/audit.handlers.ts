import { type Handler, implement } from '#functions/platform/handle.ts';
import { loadReadable } from '#functions/platform/read-record.ts';
import { verifyRecord } from '#functions/platform/verify-chain.ts';
import { auditRoutes } from '#shared/audit/audit.routes.ts';
import { notFound } from '#shared/contract/problem.ts';
import { entityOf } from '#shared/registry.ts';

const verify: Handler<typeof auditRoutes.verify> = async ({ params: { noun, id } }, context) => {
  const entity = entityOf(noun);
  if (!entity) throw notFound();
  await loadReadable(entity, id, context);
  const verified = await verifyRecord(noun, id, context.ports.table);
  if (!verified) throw notFound();
  const { events, fault } = verified;
  return { noun, recordId: id, changes: events, ...(fault && { fault: { version: fault.version, what: fault.what } }) };
};

export const auditHandlers = [implement(auditRoutes.verify, verify, ({ params }) => [params])];

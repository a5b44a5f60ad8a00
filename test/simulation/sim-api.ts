import { dealHandlers } from '#functions/deal/deal.handlers.ts';
import { leadHandlers } from '#functions/lead/lead.handlers.ts';
import { publicLeadHandlers } from '#functions/lead/public-lead.handlers.ts';
import type { BoundRoute } from '#functions/platform/handle.ts';
import { standardHandlers } from '#functions/platform/standard-handlers.ts';
import { company } from '#shared/company/company.ts';
import { contact } from '#shared/contact/contact.ts';
import { standardRoutes } from '#shared/contract/standard-routes.ts';
import { type Answer, ask, type SentRequest } from '#test/fakes/http.ts';
import type { SimWorld } from './sim-world.ts';

export const simRoutes: readonly BoundRoute[] = [
  ...standardHandlers(company, standardRoutes(company)),
  ...standardHandlers(contact, standardRoutes(contact)),
  ...dealHandlers,
  ...leadHandlers,
  ...publicLeadHandlers,
];

/** One request over HTTP; undefined where no answer came, so that the caller cannot know what became of it. */
export const send = async (world: SimWorld, request: SentRequest): Promise<Answer | undefined> => {
  const outcome = await world.start(`${request.method} ${request.path}`, (ports) => ask(ports, simRoutes, request));
  return outcome.kind === 'done' ? outcome.value : undefined;
};

/** A request that is sent again until it is answered by more than a fault. */
export const sendUntilAnswered = async (world: SimWorld, request: SentRequest): Promise<Answer> => {
  for (let attempt = 0; attempt < 30; attempt++) {
    const answer = await send(world, request);
    if (answer && answer.status < 500) return answer;
    await pause(world, 50 + world.random.below(2000));
  }
  throw new Error(`no answer to ${request.method} ${request.path}`);
};

/** Waits in the world's time. */
export const pause = (world: SimWorld, ms: number): Promise<void> =>
  new Promise((resolve) => {
    world.at(ms, resolve);
  });

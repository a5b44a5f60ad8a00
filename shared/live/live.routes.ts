import * as z from 'zod';
import { recordId } from '../contract/field.ts';
import { defineRoute } from '../contract/route.ts';

const recordParams = z.strictObject({ noun: z.string().regex(/^[a-zA-Z0-9]{1,60}$/), id: recordId });
const channelNames = z.array(z.string());

/** Who else has a record before them. */
export const presentPersonSchema = z
  .object({ id: z.string(), name: z.string(), isEditing: z.boolean(), since: z.iso.datetime() })
  .meta({ id: 'PresentPerson' });
const presenceResponse = z
  .object({
    people: z.array(presentPersonSchema),
    channels: channelNames.meta({ description: 'Where changes of the record and around it are told, for this person' }),
  })
  .meta({ id: 'Presence' });

/** A tab says so again at least this often, or is taken to be gone. */
export const presenceMs = 60_000;

const presencePath = '/v1/presence/{noun}/{id}';

export const liveRoutes = {
  channels: defineRoute({
    method: 'GET',
    path: '/v1/me/channels',
    permission: 'signed-in:any',
    area: 'platform',
    summary: 'Channels of live updates that the person may listen to, until their rights change',
    response: z.object({
      own: channelNames.meta({ description: 'What is for this person, and that somebody’s rights have changed' }),
      lists: z.record(z.string(), channelNames).meta({ description: 'By noun: what happens in its list' }),
    }),
  }),
  look: defineRoute({
    method: 'GET',
    path: presencePath,
    permission: 'signed-in:any',
    area: 'platform',
    summary: 'Who else looks at a record or edits it',
    params: recordParams,
    response: presenceResponse,
  }),
  stay: defineRoute({
    method: 'PUT',
    path: presencePath,
    permission: 'signed-in:any',
    area: 'platform',
    summary: 'Say that one looks at a record or edits it, for the next minute; answers who else does',
    params: recordParams,
    body: z.strictObject({
      /** Tells the tabs of a person apart. */
      tab: z.string().regex(/^[a-z0-9]{8}$/),
      isEditing: z.boolean(),
    }),
    response: presenceResponse,
  }),
  leave: defineRoute({
    method: 'DELETE',
    path: presencePath,
    permission: 'signed-in:any',
    area: 'platform',
    summary: 'Say that one no longer looks at a record, in any tab',
    params: recordParams,
    response: z.object({}),
    status: 204,
  }),
};

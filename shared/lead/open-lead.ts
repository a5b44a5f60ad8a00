/** True for a lead that somebody still has to work on: it counts towards its owner's load. */
export const isOpenLead = (lead: Readonly<Record<string, unknown>>): boolean =>
  lead.deletedAt === undefined &&
  (lead.status === 'new' || lead.status === 'assigned' || lead.status === 'working' || lead.status === 'recycled');

import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { portsOfAws } from '#functions/platform/ports-of-aws.ts';
import { writeFirstRecords } from './first-records.ts';

const ports = portsOfAws();
const text = (value: unknown, preset: string): string => (typeof value === 'string' && value !== '' ? value : preset);

const respond = async (
  event: CloudFormationCustomResourceEvent,
  status: 'SUCCESS' | 'FAILED',
  reason: string,
): Promise<void> => {
  await fetch(event.ResponseURL, {
    method: 'PUT',
    headers: { 'content-type': '' },
    body: JSON.stringify({
      Status: status,
      Reason: reason,
      PhysicalResourceId: 'first-start',
      StackId: event.StackId,
      RequestId: event.RequestId,
      LogicalResourceId: event.LogicalResourceId,
    }),
  });
};

/** Provider of the custom resource that runs with every deployment. Deleting it deletes nothing. */
export const handler = async (event: CloudFormationCustomResourceEvent): Promise<void> => {
  try {
    const properties: Readonly<Record<string, unknown>> = event.ResourceProperties;
    const made =
      event.RequestType === 'Delete'
        ? 0
        : await writeFirstRecords(
            {
              organisationName: text(properties.organisationName, 'My organisation'),
              currency: text(properties.currency, 'USD'),
              timeZone: text(properties.timeZone, 'UTC'),
              locale: text(properties.locale, 'en'),
              country: text(properties.country, '') || undefined,
              adminEmail: text(properties.adminEmail, '') || undefined,
            },
            ports,
          );
    await respond(event, 'SUCCESS', `${made} records made`);
  } catch (error) {
    ports.log.error('first start failed', {
      error: error instanceof Error ? (error.stack ?? error.message).slice(0, 1500) : String(error),
    });
    await respond(event, 'FAILED', 'See the log of the function.');
  }
};

import { required } from '#functions/platform/environment.ts';
import { portsOfAws } from '#functions/platform/ports-of-aws.ts';
import { createAppsyncChannels } from './appsync-channels.ts';
import { createNudgeStream } from './nudge-stream.ts';
import { createNudger } from './publish-nudges.ts';

const ports = portsOfAws();
const { environment, clock } = ports;

/** From the table's stream to those who are looking. */
export const handler = createNudgeStream(
  createNudger({
    ...ports,
    channels: createAppsyncChannels(
      { url: required(environment, 'CRM_LIVE_URL'), region: environment.AWS_REGION },
      process.env,
      clock,
    ),
  }),
);

import { S3Client } from '@aws-sdk/client-s3';
import { ask, type Command, orFail, readCommand, runCdk } from './account/command.ts';
import { emptyBucket } from './account/empty-bucket.ts';
import { stackPrefix } from './config.ts';

const stateless = ['Watch', 'Automation', 'Api', 'Mail', 'Edge', 'Firewall'];
const stateful = ['Identity', 'Data'];

const confirm = async ({ stage, settings, account, isSure }: Command): Promise<void> => {
  const fate = settings.keepData
    ? 'Table, buckets, key and people stay; a later deployment finds them again.'
    : 'EVERYTHING goes, the data with it: the stage says "keepData": false.';
  console.log(
    `Deletes ${stackPrefix(stage)} from the account ${await account.id()}, ${await account.region()}. ${fate}`,
  );
  if (isSure) return;
  const answer = await ask(`Type the stage's name (${stage}) to go on: `);
  if (answer !== stage) throw new Error('Nothing was deleted.');
};

/** CloudFormation deletes no bucket that holds something. */
const emptyBuckets = async ({ account }: Command, stacks: readonly string[]): Promise<void> => {
  const client = new S3Client({ region: await account.region() });
  for (const stack of stacks)
    for (const { logicalId, name } of await account.bucketsOf(stack)) {
      // under a lock that nobody can lift, and therefore kept by its stack as well
      if (logicalId.startsWith('Anchors')) continue;
      console.log(`Emptying ${name}`);
      const kept = await emptyBucket(client, name);
      if (kept > 0) throw new Error(`${kept} objects of ${name} cannot be deleted.`);
    }
};

await orFail(async () => {
  const command = readCommand();
  const { stage, settings } = command;
  await confirm(command);
  const namesOf = (parts: readonly string[]): string[] =>
    parts.filter((part) => part !== 'Firewall' || settings.waf).map((part) => `${stackPrefix(stage)}-${part}`);
  const doomed = namesOf(settings.keepData ? stateless : [...stateless, ...stateful]);
  await emptyBuckets(command, doomed);
  await runCdk(command, ['destroy', ...doomed, '--exclusively', '--force']);
});

import { ask, type Command, orFail, readCommand, runCdk } from './account/command.ts';
import { preflight } from './account/preflight.ts';
import { parseSettings, stackPrefix, writeSetting } from './config.ts';

/** The one thing that has no default is asked for once and kept in the stage's settings. */
const withAdministrator = async (command: Command): Promise<Command> => {
  if (command.settings.adminEmail) return command;
  const adminEmail = await ask('E-mail address of the first administrator: ');
  if (adminEmail === '') return command;
  const settings = parseSettings({ ...command.settings, adminEmail });
  writeSetting(command.stage, 'adminEmail', adminEmail);
  return { ...command, settings };
};

await orFail(async () => {
  const command = await withAdministrator(readCommand());
  const { stage, settings, account } = command;
  const findings = await preflight(stage, settings, account);
  for (const { isBlocking, text } of findings) console.error(`${isBlocking ? '✗' : '!'} ${text}`);
  if (findings.some((finding) => finding.isBlocking)) throw new Error('Nothing was deployed.');

  await runCdk(command, ['deploy', '--all', '--require-approval', 'never']);

  const { ReceiptRuleSet: ours } = (await account.stackOutputs(`${stackPrefix(stage)}-Mail`)) ?? {};
  if (ours && !(await account.activeReceiptRuleSet())) await account.activateReceiptRuleSet(ours);
  const { AppUrl: url } = (await account.stackOutputs(`${stackPrefix(stage)}-Edge`)) ?? {};
  console.log(
    `\nRapport is at ${url}. After a first deployment ${settings.adminEmail} gets an invitation, and a mail that asks to confirm that alarms may be sent there.`,
  );
});

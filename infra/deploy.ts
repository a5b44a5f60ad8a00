import { orFail, readCommand, runCdk } from './account/command.ts';
import { preflight } from './account/preflight.ts';
import { stackPrefix } from './config.ts';

await orFail(async () => {
  const command = readCommand();
  const { stage, settings, account, isSure } = command;
  const findings = await preflight(stage, settings, account);
  for (const { isBlocking, text } of findings) console.error(`${isBlocking ? '✗' : '!'} ${text}`);
  if (findings.some((finding) => finding.isBlocking)) throw new Error('Nothing was deployed.');

  await runCdk(command, ['deploy', '--all', '--require-approval', isSure ? 'never' : 'broadening']);

  const { ReceiptRuleSet: ours } = (await account.stackOutputs(`${stackPrefix(stage)}-Mail`)) ?? {};
  if (ours && !(await account.activeReceiptRuleSet())) await account.activateReceiptRuleSet(ours);
  const { AppUrl: url } = (await account.stackOutputs(`${stackPrefix(stage)}-Edge`)) ?? {};
  console.log(
    `\nRapport is at ${url}. A first deployment sends ${settings.adminEmail} an invitation and asks that address to confirm that it wants to hear of alarms.`,
  );
});

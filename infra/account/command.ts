import { spawnSync } from 'node:child_process';
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { root } from '../bundles.ts';
import { readSettings, type Settings } from '../config.ts';
import { type Account, createAccount } from './account.ts';

/** What `npm run deploy` and `npm run destroy` are told: `-- --stage staging`, and `--yes` to be asked nothing. */
export type Command = {
  readonly stage: string;
  readonly isSure: boolean;
  readonly settings: Settings;
  readonly account: Account;
};

export const readCommand = (args: readonly string[] = process.argv.slice(2)): Command => {
  const { values } = parseArgs({
    args: [...args],
    options: { stage: { type: 'string', default: 'production' }, yes: { type: 'boolean', default: false } },
  });
  if (values.stage === 'local') throw new Error('The stage "local" is for npm start; it is not deployed.');
  const settings = readSettings(values.stage);
  return { stage: values.stage, isSure: values.yes, settings, account: createAccount(settings.region) };
};

/** Asks whoever sits at the terminal; an empty answer where nobody does. */
export const ask = async (question: string): Promise<string> => {
  if (!process.stdin.isTTY) return '';
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question(question);
  terminal.close();
  return answer.trim();
};

/** Runs the CDK's command for a stage in the region that was checked. Throws where it fails. */
export const runCdk = async ({ stage, account }: Command, args: readonly string[]): Promise<void> => {
  const region = await account.region();
  const { status, error } = spawnSync('cdk', [...args, '--context', `stage=${stage}`], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, AWS_REGION: region, AWS_DEFAULT_REGION: region },
    shell: process.platform === 'win32',
  });
  if (error) throw error;
  if (status !== 0) throw new Error(`cdk ${args[0]} ended with ${status ?? 'a signal'}.`);
};

/** Says what went wrong in one line, and ends as a failure. */
export const orFail = async (run: () => Promise<void>): Promise<void> => {
  try {
    await run();
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
};

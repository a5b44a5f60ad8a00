import { type Settings, settingsFile, stackPrefix } from '../config.ts';
import type { Account } from './account.ts';

/** Something that a deployment would fail on later, or that the person who deploys should know. */
export type Finding = { readonly isBlocking: boolean; readonly text: string };

/** The oldest bootstrap stack that the templates can be deployed with. */
const leastBootstrapVersion = 6;
/** Lambda keeps this much of the account's concurrency for functions without a reservation. */
const leastUnreserved = 100;

const blocking = (text: string): Finding => ({ isBlocking: true, text });
const notice = (text: string): Finding => ({ isBlocking: false, text });

const bootstrap = async (account: Account, id: string, region: string, why: string): Promise<Finding[]> => {
  const version = await account.bootstrapVersion(region);
  if (version !== undefined && version >= leastBootstrapVersion) return [];
  const state =
    version === undefined
      ? 'has not been prepared for the CDK'
      : `was prepared by a CDK that is too old (version ${version})`;
  return [blocking(`${region} ${state}${why}. Run: npx cdk bootstrap aws://${id}/${region}`)];
};

const mail = async (account: Account, settings: Settings, stage: string): Promise<Finding[]> => {
  if (!settings.mail) return [];
  const found: Finding[] = [];
  if (!(await account.maySendMail()))
    found.push(
      notice(
        'SES is in its sandbox: mail reaches verified addresses only, until AWS grants production access (SES console, account dashboard).',
      ),
    );
  if (!settings.mail.inbound) return found;
  const active = await account.activeReceiptRuleSet();
  const { ReceiptRuleSet: ours } = (await account.stackOutputs(`${stackPrefix(stage)}-Mail`)) ?? {};
  const { receiptRuleSet } = settings.mail;
  if (receiptRuleSet && receiptRuleSet !== active)
    found.push(
      blocking(
        `mail.receiptRuleSet is "${receiptRuleSet}", but the active set of receipt rules is ${active ? `"${active}"` : 'none'}.`,
      ),
    );
  if (!receiptRuleSet && active && active !== ours)
    found.push(
      blocking(
        `The account receives mail by the receipt rules "${active}", and only one set can be active. Join it: "receiptRuleSet": "${active}" in "mail" of ${settingsFile(stage)}`,
      ),
    );
  return found;
};

const concurrency = async (account: Account, settings: Settings, isFirst: boolean): Promise<Finding[]> => {
  const wanted = (settings.concurrency.public ?? 0) + (settings.concurrency.query ?? 0);
  if (wanted === 0 || !isFirst) return [];
  const { limit, unreserved } = await account.concurrency();
  if (unreserved - wanted >= Math.min(leastUnreserved, limit)) return [];
  return [
    blocking(
      `The account runs ${limit} functions at once, ${unreserved} of them unreserved, which is too few to set ${wanted} apart. Ask for more (Service Quotas, Lambda, concurrent executions) or put "concurrency": { "public": null, "query": null } into the stage's settings.`,
    ),
  ];
};

/** Looks for everything that would make a deployment of this stage fail half-way. */
export const preflight = async (stage: string, settings: Settings, account: Account): Promise<readonly Finding[]> => {
  const [id, region] = await Promise.all([account.id(), account.region()]);
  if (settings.account && settings.account !== id)
    return [blocking(`These credentials are of the account ${id}, but the stage belongs to ${settings.account}.`)];
  const isFirst = (await account.stackOutputs(`${stackPrefix(stage)}-Api`)) === undefined;
  const findings = await Promise.all([
    settings.adminEmail
      ? []
      : [blocking(`Nobody could sign in: put "adminEmail": "you@your-company.example" into ${settingsFile(stage)}`)],
    bootstrap(account, id, region, ''),
    settings.waf && region !== 'us-east-1' ? bootstrap(account, id, 'us-east-1', ', where the firewall goes') : [],
    mail(account, settings, stage),
    concurrency(account, settings, isFirst),
  ]);
  return findings.flat();
};
